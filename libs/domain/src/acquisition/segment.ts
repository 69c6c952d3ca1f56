import { BLOCK_SIZE, blockCount } from './block.ts';
import type { BlockRange } from './block.ts';

const GIBIBYTE_BLOCKS = 2048;
const MOST_SEGMENTS = 4096;

/**
 * Blocks per segment of a content: 1 GiB, more where there would be more than 4,096 segments. A function of the size
 * alone, so that a resumed acquisition cuts where the first one cut.
 */
export const segmentBlocks = (bytes: number): number =>
  GIBIBYTE_BLOCKS * Math.max(1, Math.ceil(blockCount(bytes) / (GIBIBYTE_BLOCKS * MOST_SEGMENTS)));

/** The blocks of segment `part` (from 0) of a content; undefined behind the last one. */
export function segmentRange(
  bytes: number,
  part: number,
  size = segmentBlocks(bytes),
): BlockRange | undefined {
  const first = part * size;
  const count = Math.min(size, blockCount(bytes) - first);
  return count > 0 ? [first, count] : undefined;
}

/** Bytes of a run of blocks in a content; the last block may be short. */
export const bytesOfRange = (bytes: number, [first, count]: BlockRange): number =>
  Math.min(bytes, (first + count) * BLOCK_SIZE) - Math.min(bytes, first * BLOCK_SIZE);
