/**
 * Content is read, digested and compared in blocks of 512 KiB, the block size of the EBS direct API, so that a block
 * digest of ours equals the checksum that GetSnapshotBlock returns.
 */
export const BLOCK_SIZE = 524_288;

/** Number of blocks of a content; the last one may be short. */
export const blockCount = (bytes: number): number => Math.ceil(bytes / BLOCK_SIZE);

/** A run of blocks: first block and how many, as `absent` lists them. */
export type BlockRange = readonly [first: number, count: number];

/** A stretch of bytes: offset and length, as `missing` lists them. */
export type ByteRange = readonly [offset: number, length: number];

/** Largest content that is believed: 64 TiB, the largest EBS volume. A larger claim is a hostile or broken header (F-72). */
export const MAX_CONTENT_BYTES = 64 * 1024 ** 4;
