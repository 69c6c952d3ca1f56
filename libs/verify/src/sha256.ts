import { createHash, hash } from 'node:crypto';
import type { Hash } from 'node:crypto';

/** SHA-256 in lower-case hex. */
export const sha256Hex = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex');

/** A SHA-256 that takes its bytes piece by piece and counts them. */
export class StreamingSha256 {
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  /** Ends it: the digest in lower-case hex. */
  hex(): string {
    return this.#hash.digest('hex');
  }
}
