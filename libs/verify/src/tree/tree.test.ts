import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { naiveLeaf, naivePath, naiveProof, naiveRoot } from '../../tests/support/naive-tree.ts';
import { LeafHasher } from './leaf.ts';
import { MerkleTree } from './merkle-tree.ts';
import { verifyConsistency, verifyInclusion } from './proofs.ts';

const leavesOf = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => naiveLeaf(`entry ${String(index)}`));
const sizes = fc.integer({ min: 0, max: 130 });
const flip = (digest: Uint8Array): Buffer =>
  Buffer.from(digest.map((byte, index) => (index === 5 ? byte ^ 1 : byte)));

describe('when a tree grows', () => {
  it('has the root of RFC 6962 at every size', () => {
    const tree = new MerkleTree();
    const leaves = leavesOf(200);
    for (const [index, leaf] of leaves.entries()) {
      expect(tree.rootHex()).toBe(naiveRoot(leaves.slice(0, index)).toString('hex'));
      tree.append(leaf);
    }
    expect(tree.size).toBe(200);
    expect(Buffer.from(tree.root())).toEqual(naiveRoot(leaves));
  });

  it('hashes leaves of any length, also longer than it has room for', () => {
    const hasher = new LeafHasher(8);

    for (const text of ['', 'a', '12345678', '123456789']) {
      expect(Buffer.from(hasher.hash(Buffer.from(text)))).toEqual(naiveLeaf(text));
    }
  });
});

describe('when an inclusion proof is checked', () => {
  const claims = fc.tuple(sizes, sizes).filter(([size, index]) => index < size);
  const claimOf = ([size, index]: readonly [number, number]) => {
    const leaves = leavesOf(size);
    return {
      leaf: naiveLeaf(`entry ${String(index)}`),
      index,
      size,
      root: naiveRoot(leaves),
      proof: naivePath(index, leaves),
    };
  };

  it('accepts every true one', () => {
    fc.assert(fc.property(claims, (claim) => verifyInclusion(claimOf(claim))));
  });

  it('refuses another leaf, place, size, root or path', () => {
    fc.assert(
      fc.property(claims, (pair) => {
        const claim = claimOf(pair);
        const { proof } = claim;
        const forged = [
          { ...claim, leaf: naiveLeaf('other') },
          { ...claim, index: claim.index + 1 },
          { ...claim, index: claim.size },
          { ...claim, root: flip(claim.root) },
          { ...claim, proof: [...proof, claim.root] },
          ...(proof.length === 0
            ? []
            : [
                { ...claim, proof: proof.slice(1) },
                { ...claim, proof: proof.map((node, at) => (at === 0 ? flip(node) : node)) },
              ]),
        ];

        // A proof knows the shape of a tree only as far as its path shows it, so a near-by size may share it.
        return forged.every((one) => !verifyInclusion(one));
      }),
    );
  });

  it.each([
    ['a negative place', { index: -1 }],
    ['a broken place', { index: 0.5 }],
    ['an endless size', { size: Infinity }],
    ['no tree', { size: 0, index: 0 }],
  ])('refuses %s', (_, change) => {
    expect(verifyInclusion({ ...claimOf([5, 2]), ...change })).toBe(false);
  });
});

describe('when a consistency proof is checked', () => {
  const claims = fc.tuple(sizes, sizes).filter(([first, second]) => first <= second);
  const claimOf = ([first, second]: readonly [number, number]) => {
    const leaves = leavesOf(second);
    return {
      first: { size: first, root: naiveRoot(leaves.slice(0, first)) },
      second: { size: second, root: naiveRoot(leaves) },
      proof: first === 0 ? [] : naiveProof(first, leaves),
    };
  };

  it('accepts every true one', () => {
    fc.assert(
      fc.property(claims, (claim) => verifyConsistency(claimOf(claim))),
      { numRuns: 500 },
    );
  });

  it('refuses another root, order or path', () => {
    fc.assert(
      fc.property(
        claims.filter(([first]) => first > 0),
        (pair) => {
          const claim = claimOf(pair);
          const { first, second, proof } = claim;
          const forged = [
            { ...claim, first: { ...first, root: flip(first.root) } },
            { ...claim, second: { ...second, root: flip(second.root) } },
            { ...claim, proof: [...proof, second.root] },
            ...(first.size < second.size ? [{ ...claim, first: second, second: first }] : []),
            ...(proof.length === 0
              ? []
              : [
                  { ...claim, proof: proof.slice(1) },
                  { ...claim, proof: [] },
                  { ...claim, proof: proof.map((node, at) => (at === 0 ? flip(node) : node)) },
                ]),
          ];

          return forged.every((one) => !verifyConsistency(one));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['sizes that are none', { first: { size: -1, root: naiveRoot([]) } }],
    ['a second size that is none', { second: { size: NaN, root: naiveRoot([]) } }],
    ['a proof from nothing', { first: { size: 0, root: naiveRoot([]) }, proof: [naiveRoot([])] }],
    [
      'an empty proof from a tree that is not complete',
      { first: { size: 3, root: naiveRoot(leavesOf(3)) }, proof: [] },
    ],
  ])('refuses %s', (_, change) => {
    expect(verifyConsistency({ ...claimOf([4, 9]), ...change })).toBe(false);
  });
});
