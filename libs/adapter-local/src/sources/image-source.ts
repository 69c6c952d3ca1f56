import type { BlockRange, ByteRange, SourceFacts } from '@afo/domain';
import { BLOCK_SIZE, sourceFactsSchema } from '@afo/domain';
import type { ContentSource } from '@afo/ports';
import type { ByteImage } from './byte-image.ts';

/** A byte image as the source of an acquisition: the same bytes, counted in blocks. */
export class ImageSource implements ContentSource {
  readonly #facts: SourceFacts;
  readonly #image: ByteImage;

  constructor(facts: Omit<SourceFacts, 'bytes'>, image: ByteImage) {
    this.#facts = sourceFactsSchema.parse({ ...facts, bytes: image.bytes });
    this.#image = image;
  }

  describe(): Promise<SourceFacts> {
    return Promise.resolve(this.#facts);
  }

  /** A block that holds a single byte of data is read whole; neighbouring runs are one. */
  async *runs(from: number): AsyncIterable<BlockRange> {
    let run: [first: number, end: number] | undefined;
    for await (const [offset, length] of this.#image.extents(from * BLOCK_SIZE)) {
      if (length === 0) continue;
      const first = Math.max(from, Math.floor(offset / BLOCK_SIZE));
      const end = Math.ceil((offset + length) / BLOCK_SIZE);
      if (run !== undefined && first > run[1]) {
        yield [run[0], run[1] - run[0]];
        run = undefined;
      }
      if (run === undefined) run = [first, end];
      else run[1] = Math.max(run[1], end);
    }
    if (run !== undefined) yield [run[0], run[1] - run[0]];
  }

  read(first: number, into: Uint8Array): Promise<readonly ByteRange[]> {
    return this.#image.read(first * BLOCK_SIZE, into);
  }

  confirm(): Promise<void> {
    return this.#image.confirm();
  }

  close(): Promise<void> {
    return this.#image.close();
  }
}
