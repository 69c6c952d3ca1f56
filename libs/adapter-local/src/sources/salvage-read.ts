import type { ByteRange } from '@afo/domain';
import { systemCode } from '../vault/disk-error.ts';

/** Smallest stretch that is given up when a disk does not read: a page, the least that the kernel reads. */
const SMALLEST = 4096;
const ATTEMPTS = 2;

/** Fills the buffer whole from that offset on, or throws what the system call gave. */
export type Fill = (offset: number, into: Uint8Array) => Promise<void>;

/**
 * Reads what can be read. A stretch with a bad spot is halved until the spot is as small as it can be; that is tried
 * once more, then it becomes zeros and is returned. Errors other than EIO are of the whole device, and thrown.
 */
export async function salvageRead(
  fill: Fill,
  offset: number,
  into: Uint8Array,
): Promise<readonly ByteRange[]> {
  const isSmallest = into.byteLength <= SMALLEST;
  for (let attempt = 0; attempt < (isSmallest ? ATTEMPTS : 1); attempt += 1) {
    try {
      await fill(offset, into);
      return [];
    } catch (error) {
      if (systemCode(error) !== 'EIO') throw error;
    }
  }
  if (isSmallest) {
    into.fill(0);
    return [[offset, into.byteLength]];
  }
  const half = Math.ceil(into.byteLength / 2 / SMALLEST) * SMALLEST;
  const left = await salvageRead(fill, offset, into.subarray(0, half));
  const right = await salvageRead(fill, offset + half, into.subarray(half));
  return [...left, ...right];
}
