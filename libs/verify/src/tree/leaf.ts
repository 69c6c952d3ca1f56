import { hash } from 'node:crypto';

/** Makes hashes of leaves, SHA-256(0x00 ‖ bytes), in one buffer of its own (RFC 6962 §2.1). */
export class LeafHasher {
  readonly #scratch: Buffer;

  /** @param limit longest leaf in bytes that is hashed without a copy of its own. */
  constructor(limit: number) {
    this.#scratch = Buffer.alloc(1 + limit);
  }

  hash(bytes: Uint8Array): Uint8Array {
    if (bytes.length >= this.#scratch.length)
      return hash('sha256', Buffer.concat([Uint8Array.of(0), bytes]), 'buffer');
    this.#scratch.set(bytes, 1);
    return hash('sha256', this.#scratch.subarray(0, 1 + bytes.length), 'buffer');
  }
}
