import type { ByteRange } from '@afo/domain';
import type { ByteImage } from './byte-image.ts';

interface Placed {
  readonly image: ByteImage;
  readonly start: number;
  readonly end: number;
}

/** Images one after the other, as one. */
export class JoinedImage implements ByteImage {
  readonly bytes: number;
  readonly #parts: readonly Placed[];

  constructor(images: readonly ByteImage[]) {
    let start = 0;
    this.#parts = images.map((image) => {
      const placed = { image, start, end: start + image.bytes };
      start = placed.end;
      return placed;
    });
    this.bytes = start;
  }

  async read(offset: number, into: Uint8Array): Promise<readonly ByteRange[]> {
    const end = offset + into.byteLength;
    const unread: ByteRange[] = [];
    for (const part of this.#parts) {
      const from = Math.max(offset, part.start);
      const to = Math.min(end, part.end);
      if (to <= from) continue;
      const missing = await part.image.read(
        from - part.start,
        into.subarray(from - offset, to - offset),
      );
      unread.push(...missing.map(([at, length]): ByteRange => [at + part.start, length]));
    }
    return unread;
  }

  async *extents(from: number): AsyncIterable<ByteRange> {
    for (const { image, start, end } of this.#parts) {
      if (end <= from) continue;
      for await (const [at, length] of image.extents(Math.max(0, from - start)))
        yield [at + start, length];
    }
  }

  async confirm(): Promise<void> {
    for (const { image } of this.#parts) await image.confirm();
  }

  async close(): Promise<void> {
    for (const { image } of this.#parts) await image.close();
  }
}
