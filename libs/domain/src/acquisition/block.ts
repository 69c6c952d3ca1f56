/**
 * Disks are read, digested and compared in blocks of 512 KiB, the block size of the EBS direct API, so that a block
 * digest of ours equals the checksum that GetSnapshotBlock returns.
 */
export const BLOCK_SIZE = 524_288;

/** Number of blocks of a disk; the last one may be short. */
export const blockCount = (bytes: number): number => Math.ceil(bytes / BLOCK_SIZE);

/** A run of blocks: first block and how many, as `absent` lists them. */
export type BlockRange = readonly [first: number, count: number];
