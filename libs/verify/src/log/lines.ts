/** A line without its line feed. `whole` is false when it is longer than allowed, and `bytes` only its beginning. */
export interface Line {
  readonly bytes: Uint8Array;
  readonly whole: boolean;
}

const LINE_FEED = 0x0a;

/**
 * Cuts a stream into lines and hands each to `visit`; the bytes are valid only during the call. At most `limit` bytes
 * of a line are held, whatever the stream holds.
 * @returns true when the stream is empty or ends with a line feed.
 */
export async function eachLine(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  visit: (line: Line) => void,
): Promise<boolean> {
  const carry = new Carry(limit);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      visit(carry.complete(chunk.subarray(start, end)));
      start = end + 1;
    }
    carry.add(chunk.subarray(start));
  }
  if (carry.isEmpty) return true;
  visit(carry.complete(new Uint8Array()));
  return false;
}

/** The beginning of a line that goes on in the next chunk. */
class Carry {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  #whole = true;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(part: Uint8Array): void {
    const room = Math.max(0, this.#limit - this.#length);
    this.#whole &&= part.length <= room;
    // A copy: the reader may use its buffer again.
    if (room > 0 && part.length > 0) this.#parts.push(new Uint8Array(part.subarray(0, room)));
    this.#length += part.length;
  }

  complete(last: Uint8Array): Line {
    if (this.isEmpty)
      return { bytes: last.subarray(0, this.#limit), whole: last.length <= this.#limit };
    this.add(last);
    const line = { bytes: Buffer.concat(this.#parts), whole: this.#whole };
    this.#parts = [];
    this.#length = 0;
    this.#whole = true;
    return line;
  }
}
