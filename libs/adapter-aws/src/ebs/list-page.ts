import { z } from 'zod';
import { BLOCK_SIZE, MAX_CONTENT_BYTES } from '@afo/domain';
import { PortError } from '@afo/ports';

const GIB = 1_073_741_824;

const pageSchema = z.object({
  BlockSize: z.literal(BLOCK_SIZE),
  VolumeSize: z.int().positive(),
  NextToken: z.string().min(1).max(1024).nullish(),
});
const blocksSchema = z
  .array(z.object({ index: z.int().nonnegative(), token: z.string().max(1024) }))
  .max(10_000);

/** A page of a list of blocks, as the API answered it and checked for what it must be. */
export interface ListPage {
  readonly volumeBytes: number;
  readonly blocks: readonly { readonly index: number; readonly token: string }[];
  readonly next: string | undefined;
}

/** @throws PortError `source.device-error` for an answer that is no list, `source.impossible-size` (F-72) */
export function listPage(snapshot: string, answer: unknown, list: unknown): ListPage {
  const page = pageSchema.safeParse(answer);
  const blocks = blocksSchema.safeParse(list);
  if (!page.success || !blocks.success)
    throw broken(snapshot, 'the list of blocks lacks what it must have');
  const volumeBytes = page.data.VolumeSize * GIB;
  if (volumeBytes > MAX_CONTENT_BYTES)
    throw new PortError(
      'source.impossible-size',
      `${snapshot} claims ${String(volumeBytes)} bytes`,
    );
  mustAscend(snapshot, blocks.data, volumeBytes / BLOCK_SIZE);
  return { volumeBytes, blocks: blocks.data, next: page.data.NextToken ?? undefined };
}

/** Out of order or behind the end, a block would be taken twice, or its neighbour for a hole. */
function mustAscend(snapshot: string, blocks: ListPage['blocks'], end: number): void {
  let last = -1;
  for (const { index } of blocks) {
    if (index <= last || index >= end) throw broken(snapshot, 'blocks are listed out of order');
    last = index;
  }
}

const broken = (snapshot: string, text: string): PortError =>
  new PortError('source.device-error', `${snapshot}: ${text}`, { retryable: true });
