import type { Sha256 } from '@afo/domain';

import { checkedDigest, hexOf } from '../hash.ts';
import { emptyRoot, nodeHash } from './tree-hash.ts';

/**
 * The right edge of a growing Merkle tree (RFC 6962): one hash per complete subtree, largest first, so that a log of
 * n entries needs at most log2(n) + 1 hashes to take the next entry or to tell its root.
 */
export class CompactRange {
  #size = 0;
  readonly #peaks: Uint8Array[] = [];

  /** Number of leaves taken so far. */
  get size(): number {
    return this.#size;
  }

  /** Takes the next leaf's hash. @throws {CustodyError} `custody.invalid-digest` */
  append(leaf: Uint8Array): void {
    // A copy: `slice` of a Buffer would share its memory with the caller.
    this.#peaks.push(new Uint8Array(checkedDigest(leaf)));
    // Each trailing one bit of the old size is a subtree as large as the new last one: they merge.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      this.#peaks.push(this.#peaks.splice(-2).reduce((left, right) => nodeHash(left, right)));
    }
    this.#size += 1;
  }

  /** Root over all leaves, 32 bytes; SHA-256 of nothing when there is none. */
  root(): Uint8Array {
    if (this.#peaks.length === 0) return emptyRoot();
    return new Uint8Array(this.#peaks.reduceRight((right, left) => nodeHash(left, right)));
  }

  /** Root in lower-case hex. */
  rootHex(): Sha256 {
    return hexOf(this.root());
  }

  /** A range of its own with the same leaves. */
  clone(): CompactRange {
    const copy = new CompactRange();
    copy.#size = this.#size;
    copy.#peaks.push(...this.#peaks);
    return copy;
  }
}
