import type { EarlierItem, Manifest } from '@afo/domain';
import { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import { readManifest } from '../evidence/read-manifest.ts';
import type { StepContext } from '../step/step.ts';
import { recordedFailure } from './judgement.ts';

/** An item that may stand for the blocks of a disk that have not changed since. */
export interface KnownEarlier {
  readonly since: EarlierItem;
  readonly book: CaseBook;
  readonly manifest: Manifest;
}

/**
 * Finds the earlier item of a disk, and refuses one that does not prove what the disk was: it has to be a disk, whole,
 * sealed, and found to match when it was last read.
 * @throws PipelineError `case.not-found`, `evidence.unknown-item`, `evidence.not-sealed`, `evidence.not-verified`,
 *   `evidence.unfit`, `evidence.digest-mismatch`
 */
export async function findEarlier(
  { ports, book: own }: StepContext,
  since: EarlierItem,
): Promise<KnownEarlier> {
  const book = since.case === own.id ? own : await CaseBook.open(ports, since.case);
  const known = book.state.items.get(since.item);
  const name = `${since.item} of case ${since.case}`;
  if (known === undefined)
    throw new PipelineError('evidence.unknown-item', `there is no item ${name}`);
  if (known.sealed === undefined)
    throw new PipelineError('evidence.not-sealed', `nothing of ${name} was sealed`);
  if (known.verifications.at(-1)?.result !== 'match')
    throw new PipelineError('evidence.not-verified', `${name} was not found to be what was sealed`);
  const { manifest } = await readManifest(ports.vault, known.sealed);
  mustBeWhole(manifest, name);
  return { since, book, manifest };
}

function mustBeWhole(manifest: Manifest, name: string): void {
  const { kind, completeness } = manifest;
  if (kind !== 'disk') throw new PipelineError('evidence.unfit', `${name} is no disk`);
  if (completeness.missing.length > 0 || recordedFailure(manifest) !== undefined)
    throw new PipelineError('evidence.unfit', `${name} was not acquired whole`);
}

/** Enters that the earlier item is read, in the log of the case that holds it. */
export async function enterReading(
  context: StepContext,
  { since, book }: KnownEarlier,
): Promise<void> {
  const { book: own, task } = context;
  const purpose = `blocks that have not changed since, for ${task.item ?? ''} of case ${own.id}`;
  const draft = { type: 'evidence.read', body: { item: since.item, purpose } } as const;
  if (book === own) {
    await context.record(draft);
    return;
  }
  await book.append(() => [draft]);
  await book.checkpoint();
}
