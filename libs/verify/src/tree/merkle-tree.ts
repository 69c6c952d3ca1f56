import { hash } from 'node:crypto';

/** Length of a SHA-256 digest in bytes. */
export const DIGEST_BYTES = 32;

/** As many places as a whole number that is exact in a double has binary digits. */
const LEVELS = 53;
const EMPTY = hash('sha256', '', 'buffer');

/**
 * The root of a Merkle tree whose leaves come one by one (RFC 6962 §2.1; RFC 9162 §2.1). Holds one hash for each
 * complete subtree, at the place of the power of two that the subtree covers.
 */
export class MerkleTree {
  #size = 0;
  readonly #subtrees = Buffer.alloc(LEVELS * DIGEST_BYTES);
  readonly #node = Buffer.alloc(1 + 2 * DIGEST_BYTES, 1);

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    let carry = leaf;
    let level = 0;
    // Like adding one to a binary number: a full place is merged and carried.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      carry = this.#join(this.#at(level), carry);
      level += 1;
    }
    this.#at(level).set(carry);
    this.#size += 1;
  }

  /** Root over the leaves so far; SHA-256 of nothing when there is none. */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    for (let level = 0, rest = this.#size; rest > 0; level += 1, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 0) continue;
      root = root === undefined ? Buffer.from(this.#at(level)) : this.#join(this.#at(level), root);
    }
    return root ?? EMPTY;
  }

  /** Root in lower-case hex. */
  rootHex(): string {
    return Buffer.from(this.root()).toString('hex');
  }

  #at(level: number): Uint8Array {
    return this.#subtrees.subarray(level * DIGEST_BYTES, (level + 1) * DIGEST_BYTES);
  }

  #join(left: Uint8Array, right: Uint8Array): Uint8Array {
    this.#node.set(left, 1);
    this.#node.set(right, 1 + DIGEST_BYTES);
    return hash('sha256', this.#node, 'buffer');
  }
}
