import type { BlockRange, ByteRange, SourceFacts } from '@afo/domain';
import { BLOCK_SIZE, blockCount, sourceFactsSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ContentSource } from '@afo/ports';
import { BlockPages } from './block-pages.ts';
import type { EbsApi } from './ebs-api.ts';
import { readBlock } from './read-block.ts';
import type { LastGood } from './read-block.ts';

/**
 * A snapshot read by the EBS direct API. Blocks that the API does not list are zeros; a block whose bytes never match
 * the API's checksum is unreadable, and never passed on. Its memory is some pages of tokens; blocks go straight into
 * the reader's buffers, so that how many are read at a time is the reader's choice.
 */
export class EbsSnapshotSource implements ContentSource {
  readonly #api: EbsApi;
  readonly #facts: SourceFacts;
  readonly #pages: BlockPages;
  readonly #lastGood: LastGood = { index: undefined };

  constructor(api: EbsApi, volumeBytes: number) {
    this.#api = api;
    this.#facts = factsOf(api, volumeBytes);
    this.#pages = new BlockPages(volumeBytes, (from, token) => api.listBlocks(from, token));
  }

  /** @throws PortError `source.not-found`, `source.unsupported`, `source.impossible-size`, `source.device-error` */
  static async open(api: EbsApi): Promise<EbsSnapshotSource> {
    const { volumeBytes } = await api.listBlocks(0);
    return new EbsSnapshotSource(api, volumeBytes);
  }

  describe(): Promise<SourceFacts> {
    return Promise.resolve(this.#facts);
  }

  async *runs(from: number): AsyncIterable<BlockRange> {
    let run: [first: number, end: number] | undefined;
    for (let at = from; at < this.#pages.volumeBlocks;) {
      const { tokens, end } = await this.#pages.at(at);
      for (const index of tokens.keys()) {
        if (index < at) continue;
        if (run?.[1] === index) {
          run[1] += 1;
          continue;
        }
        if (run !== undefined) yield [run[0], run[1] - run[0]];
        run = [index, index + 1];
      }
      at = end;
    }
    if (run !== undefined) yield [run[0], run[1] - run[0]];
  }

  async read(first: number, into: Uint8Array, known?: Uint8Array): Promise<readonly ByteRange[]> {
    const blocks = Array.from({ length: blockCount(into.byteLength) }, (_, n) => first + n);
    // All settle before the buffer goes back to its owner: a late body must not land in other evidence.
    const ends = await Promise.allSettled(
      blocks.map((index, n) =>
        this.#block(
          index,
          into.subarray(n * BLOCK_SIZE, (n + 1) * BLOCK_SIZE),
          known?.subarray(n * 32, n * 32 + 32),
        ),
      ),
    );
    const unread: ByteRange[] = [];
    for (const [n, end] of ends.entries()) {
      if (end.status === 'rejected') throw end.reason;
      if (!end.value) unread.push([(first + n) * BLOCK_SIZE, BLOCK_SIZE]);
    }
    return unread;
  }

  async confirm(): Promise<void> {
    const { volumeBytes } = await this.#api.listBlocks(0);
    if (volumeBytes !== this.#facts.bytes)
      throw new PortError('source.changed', 'the snapshot has another size than at the opening');
  }

  close(): Promise<void> {
    this.#api.close();
    return Promise.resolve();
  }

  /** True when the buffer holds the block; otherwise it is zeros. */
  async #block(index: number, into: Uint8Array, known?: Uint8Array): Promise<boolean> {
    const { tokens } = await this.#pages.at(index);
    const read =
      tokens.has(index) &&
      (await readBlock({
        api: this.#api,
        pages: this.#pages,
        lastGood: this.#lastGood,
        index,
        into,
        ...(known === undefined ? {} : { known }),
      }));
    if (!read) into.fill(0);
    return read || !tokens.has(index);
  }
}

function factsOf({ address }: EbsApi, bytes: number): SourceFacts {
  const { account, region, snapshot } = address;
  return sourceFactsSchema.parse({
    format: 'ebs-snapshot',
    bytes,
    facts: { snapshot, region, account, blockSize: BLOCK_SIZE },
    limits: [],
  });
}
