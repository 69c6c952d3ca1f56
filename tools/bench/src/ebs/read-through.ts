import { BLOCK_SIZE } from '@afo/domain';
import type { DiskSources } from '@afo/ports';
import type { OurTimes } from '../disk/ours.ts';

/** Blocks of a read, and reads at a time: what the acquisition has in flight by default, and more. */
const BLOCKS = 4;
const READS = 8;

/** Reads all blocks that a source lists, and keeps none. Throws when one cannot be read. */
export async function readThrough(disks: DiskSources, uri: string): Promise<OurTimes> {
  const source = await disks.open({ kind: 'disk', uris: [uri], title: 'benchmark' });
  const start = process.hrtime.bigint();
  const pieces = piecesOf(source.runs(0));
  const reader = async (): Promise<void> => {
    const buffer = new Uint8Array(BLOCKS * BLOCK_SIZE);
    for (;;) {
      const piece = await pieces.next();
      if (piece.done === true) return;
      const [first, count] = piece.value;
      const unread = await source.read(first, buffer.subarray(0, count * BLOCK_SIZE));
      if (unread.length > 0) throw new Error('a block could not be read');
    }
  };
  await Promise.all(Array.from({ length: READS }, reader));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  await source.close();
  return { seconds, storedBytes: 0, sha256: '' };
}

async function* piecesOf(
  runs: AsyncIterable<readonly [number, number]>,
): AsyncGenerator<readonly [number, number]> {
  for await (const [first, count] of runs)
    for (let at = first; at < first + count; at += BLOCKS)
      yield [at, Math.min(BLOCKS, first + count - at)];
}
