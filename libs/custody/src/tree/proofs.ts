import { CustodyError } from '../errors.ts';
import { CompactRange } from './compact-range.ts';

/**
 * The audit path of one leaf, lowest sibling first (RFC 9162 §2.1.3.1).
 * @throws {CustodyError} `custody.out-of-range`
 */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw outOfRange(index);
  return path(index, leaves);
}

/**
 * The proof that the tree over the first `size` leaves is a beginning of the tree over all (RFC 9162 §2.1.4.1).
 * Empty for `size` 0 and for the whole tree.
 * @throws {CustodyError} `custody.out-of-range`
 */
export function consistencyProof(leaves: readonly Uint8Array[], size: number): Uint8Array[] {
  if (!Number.isInteger(size) || size < 0 || size > leaves.length) throw outOfRange(size);
  return size === 0 ? [] : subproof(size, leaves, true);
}

function path(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...path(index, left), rootOf(right)]
    : [...path(index - split, right), rootOf(left)];
}

function subproof(size: number, leaves: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  if (size === leaves.length) return whole ? [] : [rootOf(leaves)];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return size <= split
    ? [...subproof(size, left, whole), rootOf(right)]
    : [...subproof(size - split, right, false), rootOf(left)];
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const range = new CompactRange();
  for (const leaf of leaves) range.append(leaf);
  return range.root();
}

/** The largest power of two below `size`. */
const splitOf = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

const outOfRange = (position: number): CustodyError =>
  new CustodyError('custody.out-of-range', `the tree has no place ${String(position)}`);
