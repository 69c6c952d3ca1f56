import type { BlockRange, Source, SourceFacts } from '@afo/domain';
import { BLOCK_SIZE, blockCount } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ContentSource } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { SealedBlocks } from '../evidence/sealed-blocks.ts';
import type { StepContext } from '../step/step.ts';
import { BlockSet } from './block-set.ts';
import { enterReading } from './earlier-item.ts';
import type { KnownEarlier } from './earlier-item.ts';
import { JoinedSource } from './joined-source.ts';

/**
 * Opens a disk so that only what changed since an earlier item is read from it (DSK-3). The image is whole, and the
 * same that a full acquisition gives; what does not fit is refused, and never made up for by a full reading.
 * @throws PipelineError `evidence.unfit`, `evidence.digest-mismatch`; PortError `source.*`, `vault.*`
 */
export async function openSince(
  context: StepContext,
  source: Source,
  earlier: KnownEarlier,
): Promise<ContentSource> {
  const fresh = await context.ports.disks.open(source);
  try {
    return await joined(context, { source, fresh, earlier });
  } catch (error) {
    await fresh.close();
    throw error;
  }
}

interface Parts {
  readonly source: Source;
  readonly fresh: ContentSource;
  readonly earlier: KnownEarlier;
}

async function joined(
  context: StepContext,
  { source, fresh, earlier }: Parts,
): Promise<JoinedSource> {
  const facts = await fresh.describe();
  if (facts.bytes !== earlier.manifest.content.bytes)
    throw unfit(
      `the disk holds ${String(facts.bytes)} bytes, ${earlier.since.item} held ${String(earlier.manifest.content.bytes)}`,
    );
  const changed = await changedBlocks(context, source, earlier);
  await enterReading(context, earlier);
  const blocks = await SealedBlocks.open(context.ports.vault, earlier.manifest);
  const shares = await sharesOf({ fresh, changed, blocks, bytes: facts.bytes }, context.signal);
  return new JoinedSource({
    ...{ source: fresh, earlier: blocks, changed },
    facts: { ...facts, facts: { ...facts.facts, ...factsOf(earlier), ...shares } },
  });
}

async function changedBlocks(
  { ports: { disks }, signal }: StepContext,
  source: Source,
  { manifest }: KnownEarlier,
): Promise<BlockSet> {
  const total = blockCount(manifest.content.bytes);
  const changed = new BlockSet(total);
  const runs = disks.changes?.(source, manifest.source.facts);
  if (runs === undefined) throw unfit('nothing here tells what changed on this disk');
  let end = 0;
  for await (const [first, count] of runs) {
    signal.throwIfAborted();
    if (first < end || count < 1 || first + count > total)
      throw new PortError('source.device-error', 'changed blocks are listed out of order');
    changed.add([first, count]);
    end = first + count;
  }
  return changed;
}

interface Compared {
  readonly fresh: ContentSource;
  readonly changed: BlockSet;
  readonly blocks: SealedBlocks;
  readonly bytes: number;
}

/** Bytes that come from either, which a resumed acquisition finds the same again; known zeros come from neither. */
async function sharesOf(
  { fresh, changed, blocks, bytes }: Compared,
  signal: AbortSignal,
): Promise<SourceFacts['facts']> {
  const shares = { source: 0, item: 0 };
  const bytesOf = (block: number): number => Math.min(BLOCK_SIZE, bytes - block * BLOCK_SIZE);
  let end = 0;
  for await (const [first, count] of fresh.runs(0)) {
    signal.throwIfAborted();
    await mustBeHole({ changed, blocks }, [end, first - end]);
    end = first + count;
    for (let block = first; block < end; block += 1)
      shares[changed.has(block) ? 'source' : 'item'] += bytesOf(block);
  }
  await mustBeHole({ changed, blocks }, [end, blockCount(bytes) - end]);
  return { 'since.bytesFromSource': shares.source, 'since.bytesFromItem': shares.item };
}

/** A block that the disk does not hold, and that is not said to have changed, was zeros before: or the lists lie. */
async function mustBeHole(
  { changed, blocks }: Pick<Compared, 'changed' | 'blocks'>,
  [first, count]: BlockRange,
): Promise<void> {
  for (let block = first; block < first + count; block += 1)
    if (!changed.has(block) && !(await blocks.isZeros(block)))
      throw unfit(`block ${String(block)} is gone from the disk and not said to have changed`);
}

const factsOf = ({ since, manifest }: KnownEarlier): SourceFacts['facts'] => ({
  'since.case': since.case,
  'since.item': since.item,
  'since.sha256': manifest.content.sha256,
});

const unfit = (text: string): PipelineError => new PipelineError('evidence.unfit', text);
