/** Reads a stream of chunks byte by byte, looking ahead as far as it is asked to. Copies nothing twice. */
export class ChunkReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #cut: (what: string) => Error;
  readonly #held: Buffer[] = [];
  #length = 0;
  #ended = false;

  /** `cut` makes the error for a stream that ends too soon. */
  constructor(chunks: AsyncIterable<Uint8Array>, cut: (what: string) => Error) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#cut = cut;
  }

  /** True when there are so many bytes to come. */
  async has(bytes: number): Promise<boolean> {
    while (this.#length < bytes && !this.#ended) {
      const next = await this.#chunks.next();
      if (next.done === true) this.#ended = true;
      else this.#hold(next.value);
    }
    return this.#length >= bytes;
  }

  /** `bytes` bytes from `offset` on, left where they are; at the end fewer, but at least `least`. */
  async peek(offset: number, bytes: number, least = bytes): Promise<Buffer> {
    if (!(await this.has(offset + bytes)) && this.#length < offset + least)
      throw this.#cut('less than it says');
    return this.#copy(offset, Buffer.allocUnsafe(Math.min(bytes, this.#length - offset)));
  }

  /** Takes the next bytes, as a buffer of their own. */
  async take(bytes: number): Promise<Buffer> {
    if (!(await this.has(bytes))) throw this.#cut('less than it says');
    const taken = this.#copy(0, Buffer.allocUnsafeSlow(bytes));
    this.#drop(bytes);
    return taken;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #hold(chunk: Uint8Array): void {
    this.#held.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#length += chunk.byteLength;
  }

  #copy(offset: number, copy: Buffer): Buffer {
    let skip = offset;
    let done = 0;
    for (const chunk of this.#held) {
      if (skip < chunk.byteLength) done += chunk.copy(copy, done, skip);
      skip = Math.max(0, skip - chunk.byteLength);
      if (done >= copy.byteLength) break;
    }
    return copy;
  }

  #drop(bytes: number): void {
    let left = bytes;
    while (left > 0) {
      const [first] = this.#held;
      if (first === undefined) break;
      if (first.byteLength <= left) this.#held.shift();
      else this.#held[0] = first.subarray(left);
      left -= Math.min(left, first.byteLength);
    }
    this.#length -= bytes;
  }
}
