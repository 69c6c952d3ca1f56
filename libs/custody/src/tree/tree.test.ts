import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../../tests/support/code-of.ts';
import { naiveLeaf, naivePath, naiveProof, naiveRoot } from '../../tests/support/naive-tree.ts';
import {
  blockRoot,
  CompactRange,
  consistencyProof,
  emptyRoot,
  inclusionProof,
  leafHash,
  nodeHash,
} from '../index.ts';

const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => leafHash(`entry ${String(index)}`));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('when hashes are made', () => {
  it('are those of RFC 6962', () => {
    expect(hex(leafHash('größer'))).toBe(naiveLeaf('größer').toString('hex'));
    expect(hex(leafHash(Buffer.from([0xff])))).toBe(naiveLeaf(Buffer.from([0xff])).toString('hex'));
    expect(hex(nodeHash(leafHash('a'), leafHash('b')))).toBe(
      naiveRoot([leafHash('a'), leafHash('b')]).toString('hex'),
    );
    expect(hex(emptyRoot())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });
});

describe('when a log grows', () => {
  it('has the root of RFC 6962 at every size, with one hash per binary digit', () => {
    const leaves = leavesOf(300);
    const range = new CompactRange();
    for (const [index, leaf] of leaves.entries()) {
      expect(range.rootHex()).toBe(naiveRoot(leaves.slice(0, index)).toString('hex'));
      range.append(leaf);
    }

    expect(range.size).toBe(300);
    expect(hex(range.root())).toBe(range.rootHex());
  });

  it('takes a copy of what it is given, and gives copies', () => {
    const range = new CompactRange();
    const lent = Buffer.from(leafHash('a'));
    range.append(lent);
    lent.fill(0);
    range.root().fill(0);

    expect(range.rootHex()).toBe(hex(leafHash('a')));
  });

  it('goes on by itself after it was copied', () => {
    const range = new CompactRange();
    for (const leaf of leavesOf(5)) range.append(leaf);
    const copy = range.clone();
    copy.append(leafHash('other'));

    expect(range.rootHex()).toBe(naiveRoot(leavesOf(5)).toString('hex'));
    expect(copy.rootHex()).toBe(naiveRoot([...leavesOf(5), leafHash('other')]).toString('hex'));
    expect([range.size, copy.size]).toEqual([5, 6]);
  });

  it('refuses a leaf that is no digest', () => {
    expect(
      codeOf(() => {
        new CompactRange().append(Buffer.alloc(31));
      }),
    ).toBe('custody.invalid-digest');
  });
});

describe('when something is proven', () => {
  const sizes = fc.integer({ min: 1, max: 100 });

  it('C29 gives the audit paths of RFC 6962', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, at) => {
        const leaves = leavesOf(size);
        const proof = inclusionProof(leaves, at % size).map(hex);

        expect(proof).toEqual(naivePath(at % size, leaves).map(hex));
      }),
    );
  });

  it('C29 gives the consistency proofs of RFC 6962', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, part) => {
        const leaves = leavesOf(size);
        const first = 1 + (part % size);

        expect(consistencyProof(leaves, first).map(hex)).toEqual(
          naiveProof(first, leaves).map(hex),
        );
      }),
    );
    expect(consistencyProof(leavesOf(3), 0)).toEqual([]);
  });

  it.each([-1, 5, 0.5, NaN])('refuses the place %d of a tree of 5', (place) => {
    expect(codeOf(() => inclusionProof(leavesOf(5), place))).toBe('custody.out-of-range');
    expect(codeOf(() => consistencyProof(leavesOf(5), place === 5 ? 6 : place))).toBe(
      'custody.out-of-range',
    );
  });
});

describe('when blocks are digested', () => {
  it('have the root whose leaf inputs are the digests', () => {
    const digests = leavesOf(7);

    expect(blockRoot(digests)).toBe(naiveRoot(digests.map(naiveLeaf)).toString('hex'));
    expect(codeOf(() => blockRoot([Buffer.alloc(5)]))).toBe('custody.invalid-digest');
  });
});
