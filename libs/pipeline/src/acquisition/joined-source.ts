import type { BlockRange, ByteRange, SourceFacts } from '@afo/domain';
import { BLOCK_SIZE, blockCount } from '@afo/domain';
import type { ContentSource } from '@afo/ports';
import type { SealedBlocks } from '../evidence/sealed-blocks.ts';
import type { BlockSet } from './block-set.ts';

export interface JoinedParts {
  /** What is acquired. Its own list of runs counts, so that the joined image has its holes where a full one has them. */
  readonly source: ContentSource;
  readonly earlier: SealedBlocks;
  readonly changed: BlockSet;
  readonly facts: SourceFacts;
}

/** A disk as it is now: blocks that changed are read from it, all others from a sealed item of what it was. */
export class JoinedSource implements ContentSource {
  readonly #parts: JoinedParts;

  constructor(parts: JoinedParts) {
    this.#parts = parts;
  }

  describe(): Promise<SourceFacts> {
    return Promise.resolve(this.#parts.facts);
  }

  runs(from: number): AsyncIterable<BlockRange> {
    return this.#parts.source.runs(from);
  }

  async read(first: number, into: Uint8Array, known?: Uint8Array): Promise<readonly ByteRange[]> {
    const { source, earlier } = this.#parts;
    const unread: ByteRange[] = [];
    const end = first + blockCount(into.byteLength);
    for (let at = first; at < end;) {
      const { changed, next } = this.#alike(at, end);
      const target = into.subarray((at - first) * BLOCK_SIZE, (next - first) * BLOCK_SIZE);
      const digests = known?.subarray((at - first) * 32, (next - first) * 32);
      if (changed) unread.push(...(await source.read(at, target, digests)));
      else await earlier.read(at, target);
      at = next;
    }
    return unread;
  }

  confirm(): Promise<void> {
    return this.#parts.source.confirm();
  }

  close(): Promise<void> {
    return this.#parts.source.close();
  }

  /** How far the blocks from `at` on come from where that one comes from. */
  #alike(at: number, end: number): { readonly changed: boolean; readonly next: number } {
    const changed = this.#parts.changed.has(at);
    let next = at + 1;
    while (next < end && this.#parts.changed.has(next) === changed) next += 1;
    return { changed, next };
  }
}
