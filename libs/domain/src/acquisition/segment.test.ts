import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_SIZE, blockCount, MAX_CONTENT_BYTES } from './block.ts';
import { bytesOfRange, segmentBlocks, segmentRange } from './segment.ts';

const GIBIBYTE = 1024 ** 3;
// Uniform sizes are nearly always huge: small ones, and those around a boundary, are drawn as often.
const sizes = fc.oneof(
  fc.nat(5 * BLOCK_SIZE),
  fc.integer({ min: 0, max: MAX_CONTENT_BYTES }),
  fc
    .tuple(fc.integer({ min: 0, max: 4100 }), fc.integer({ min: -1, max: 1 }))
    .map(([segments, off]) => Math.max(0, segments * GIBIBYTE + off)),
  fc
    .tuple(fc.integer({ min: 0, max: 65_536 }), fc.integer({ min: -1, max: 1 }))
    .map(([blocks, off]) => Math.max(0, blocks * BLOCK_SIZE + off)),
);

function tilesOf(bytes: number) {
  const tiles: (readonly [number, number])[] = [];
  for (;;) {
    const range = segmentRange(bytes, tiles.length);
    if (range === undefined) return tiles;
    tiles.push(range);
  }
}

describe('when a content is cut into segments', () => {
  it('tiles any size without gap or overlap, so that no block is lost or sealed twice', () => {
    fc.assert(
      fc.property(sizes, (bytes) => {
        const tiles = tilesOf(bytes);
        let next = 0;
        for (const [first, count] of tiles) {
          expect(first).toBe(next);
          expect(count).toBeGreaterThan(0);
          next = first + count;
        }

        expect(next).toBe(blockCount(bytes));
        expect(tiles.reduce((sum, tile) => sum + bytesOfRange(bytes, tile), 0)).toBe(bytes);
      }),
    );
  });

  it('never makes more segments than a manifest can list', () => {
    fc.assert(
      fc.property(sizes, (bytes) => {
        expect(tilesOf(bytes).length).toBeLessThanOrEqual(4096);
      }),
    );
  });

  it('cuts the largest volume below the 5 TiB that one object may hold', () => {
    expect(segmentBlocks(MAX_CONTENT_BYTES) * BLOCK_SIZE).toBeLessThan(5 * 1024 ** 4);
    expect(tilesOf(MAX_CONTENT_BYTES)).toHaveLength(4096);
  });

  it('makes all segments of one size but the last, so that a resumed read cuts where the first one cut', () => {
    fc.assert(
      fc.property(sizes, (bytes) => {
        const counts = tilesOf(bytes).map(([, count]) => count);

        expect(new Set(counts.slice(0, -1)).size).toBeLessThanOrEqual(1);
        expect(counts.at(-1) ?? 0).toBeLessThanOrEqual(segmentBlocks(bytes));
      }),
    );
  });

  it.each([
    [0, []],
    [1, [[0, 1]]],
    [BLOCK_SIZE, [[0, 1]]],
    [BLOCK_SIZE + 1, [[0, 2]]],
    [GIBIBYTE, [[0, 2048]]],
    [
      GIBIBYTE + 1,
      [
        [0, 2048],
        [2048, 1],
      ],
    ],
  ])('cuts %i bytes as the specification says', (bytes, tiles) => {
    expect(tilesOf(bytes)).toEqual(tiles);
  });
});

describe('when the bytes of a run of blocks are counted', () => {
  it('counts a short last block as short, so that no padding passes for evidence', () => {
    expect(bytesOfRange(BLOCK_SIZE + 7, [1, 1])).toBe(7);
    expect(bytesOfRange(BLOCK_SIZE + 7, [0, 2])).toBe(BLOCK_SIZE + 7);
  });

  it('counts nothing behind the end', () => {
    expect(bytesOfRange(7, [1, 3])).toBe(0);
  });

  it('keeps every size up to the largest volume exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: MAX_CONTENT_BYTES - 10, max: MAX_CONTENT_BYTES }), (bytes) => {
        expect(bytesOfRange(bytes, [0, blockCount(bytes)])).toBe(bytes);
      }),
    );
  });
});
