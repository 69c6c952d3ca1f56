import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

export const BLOCK_BYTES = 524_288;
const GIB = 1_073_741_824;
const ZEROS = Buffer.alloc(BLOCK_BYTES);

/**
 * A raw image as a snapshot holds it: blocks of 512 KiB, those with a single byte of data are there, with their
 * checksums. Read through once at the opening. A volume is whole GiB: what the file lacks to that is zeros.
 */
export class SnapshotImage {
  readonly volumeGiB: number;
  /** Base64 SHA-256 of the blocks that hold data, in ascending order of their indexes. */
  readonly checksums: ReadonlyMap<number, string>;
  readonly indexes: readonly number[];
  readonly #file: FileHandle;

  constructor(file: FileHandle, bytes: number, checksums: ReadonlyMap<number, string>) {
    this.#file = file;
    this.volumeGiB = Math.max(1, Math.ceil(bytes / GIB));
    this.checksums = checksums;
    this.indexes = [...checksums.keys()];
  }

  static async open(path: string): Promise<SnapshotImage> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      return new SnapshotImage(file, size, await checksumsOf(file, size));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Fills a buffer of one block; behind the end of the file are zeros. */
  async read(index: number, into: Buffer): Promise<void> {
    await readBlock(this.#file, index, into);
  }

  /** The place of the first block in `indexes` that is not before this one. */
  placeOf(index: number): number {
    let low = 0;
    let high = this.indexes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.indexes[middle] ?? Infinity) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function checksumsOf(file: FileHandle, bytes: number): Promise<Map<number, string>> {
  const checksums = new Map<number, string>();
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  for (let index = 0; index * BLOCK_BYTES < bytes; index += 1) {
    await readBlock(file, index, block);
    if (block.equals(ZEROS)) continue;
    checksums.set(index, createHash('sha256').update(block).digest('base64'));
  }
  return checksums;
}

async function readBlock(file: FileHandle, index: number, into: Buffer): Promise<void> {
  let at = 0;
  while (at < BLOCK_BYTES) {
    const { bytesRead } = await file.read(into, at, BLOCK_BYTES - at, index * BLOCK_BYTES + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  into.fill(0, at);
}
