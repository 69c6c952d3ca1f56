import type { BlockRange } from '@afo/domain';
import type { EbsApi } from './ebs-api.ts';

/**
 * Runs of blocks that differ between an earlier snapshot and this one, ascending; blocks that are zeros now are
 * among them. A second acquisition of a volume reads these, and takes all others from the item of the first: that is
 * right only where the first item was acquired whole (nothing missing), verified, and from exactly that earlier
 * snapshot.
 * @throws PortError `source.unsupported` when the two are not snapshots of one volume
 */
export async function* changedRuns(api: EbsApi, since: string): AsyncIterable<BlockRange> {
  let run: [first: number, end: number] | undefined;
  let next: string | undefined;
  let from = 0;
  do {
    const page = await api.listChanges(since, from, next);
    for (const { index } of page.blocks) {
      if (run?.[1] === index) run[1] += 1;
      else {
        if (run !== undefined) yield [run[0], run[1] - run[0]];
        run = [index, index + 1];
      }
      from = index + 1;
    }
    next = page.next;
  } while (next !== undefined);
  if (run !== undefined) yield [run[0], run[1] - run[0]];
}
