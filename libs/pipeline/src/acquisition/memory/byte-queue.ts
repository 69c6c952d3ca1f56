/** Bytes that come in pieces and are taken in others. Copies what it keeps: pieces are lent to it. */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);

  get length(): number {
    return this.#bytes.byteLength;
  }

  push(piece: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, piece]);
  }

  /** The next bytes, left where they are; undefined while there are not so many. */
  peek(count: number): Buffer | undefined {
    return this.length < count ? undefined : this.#bytes.subarray(0, count);
  }

  take(count: number): Buffer | undefined {
    const taken = this.peek(count);
    if (taken !== undefined) this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** As many of the next bytes as there are, at most `most`. */
  takeSome(most: number): Buffer {
    return this.take(Math.min(most, this.length)) ?? Buffer.alloc(0);
  }
}
