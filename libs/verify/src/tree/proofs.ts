import { hash } from 'node:crypto';

/** What an inclusion proof claims: the leaf stands at `index` of the tree with `size` leaves and this root. */
export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** What a consistency proof claims: the first tree is a beginning of the second. */
export interface ConsistencyClaim {
  readonly first: { readonly size: number; readonly root: Uint8Array };
  readonly second: { readonly size: number; readonly root: Uint8Array };
  readonly proof: readonly Uint8Array[];
}

/** True when the proof holds (RFC 9162 §2.1.3.2). Never throws. */
export function verifyInclusion({ leaf, index, size, root, proof }: InclusionClaim): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  let [place, last] = [index, size - 1];
  let node = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      node = joined(sibling, node);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      node = joined(node, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(node, root);
}

/** True when the proof holds (RFC 9162 §2.1.4.2). Never throws. */
export function verifyConsistency({ first, second, proof }: ConsistencyClaim): boolean {
  if (!isCount(first.size) || !isCount(second.size) || first.size > second.size) return false;
  if (first.size === 0) return proof.length === 0;
  if (first.size === second.size) return proof.length === 0 && same(first.root, second.root);
  // A first tree that is one complete subtree is its own first node; the proof leaves it out.
  const path = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof;
  return climbs(path, first, second);
}

function climbs(
  path: readonly Uint8Array[],
  first: ConsistencyClaim['first'],
  second: ConsistencyClaim['second'],
): boolean {
  const [start, ...rest] = path;
  if (start === undefined) return false;
  let [place, last] = [first.size - 1, second.size - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let [older, newer] = [start, start];
  for (const node of rest) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      [older, newer] = [joined(node, older), joined(node, newer)];
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      newer = joined(newer, node);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(older, first.root) && same(newer, second.root);
}

const joined = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  hash('sha256', Buffer.concat([Uint8Array.of(1), left, right]), 'buffer');

// Not by bit operators: they cut numbers to 32 bits.
const isOdd = (value: number): boolean => value % 2 === 1;
const half = (value: number): number => Math.floor(value / 2);
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isPowerOfTwo = (value: number): boolean =>
  value === 1 || (!isOdd(value) && isPowerOfTwo(value / 2));
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);
