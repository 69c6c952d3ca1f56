import type { Frame } from './zstd-frames.ts';

/** A line of a seek table: one frame. */
export interface SeekEntry {
  readonly compressedBytes: number;
  readonly contentBytes: number;
}

const FOOTER_BYTES = 9;
const FOOTER_MAGIC = 0x8f92eab1;
const CHECKSUM_FLAG = 0x80;
const RESERVED_BITS = 0x7c;

/**
 * The seek table of a zstd seekable object, or undefined when the trailer is none (zstd contrib/seekable_format,
 * "Seek_Table_Format"): entries of 8 bytes, or 12 with a checksum, then count, descriptor and magic number.
 */
export function readSeekTable(trailer: Uint8Array | undefined): readonly SeekEntry[] | undefined {
  const bytes = Buffer.from(trailer ?? []);
  if (bytes.length < FOOTER_BYTES || bytes.readUInt32LE(bytes.length - 4) !== FOOTER_MAGIC)
    return undefined;
  const descriptor = bytes.readUInt8(bytes.length - 5);
  const count = bytes.readUInt32LE(bytes.length - FOOTER_BYTES);
  const width = (descriptor & CHECKSUM_FLAG) === 0 ? 8 : 12;
  if ((descriptor & RESERVED_BITS) !== 0 || bytes.length !== count * width + FOOTER_BYTES)
    return undefined;
  return Array.from({ length: count }, (_, index) => ({
    compressedBytes: bytes.readUInt32LE(index * width),
    contentBytes: bytes.readUInt32LE(index * width + 4),
  }));
}

/** A sentence on what is wrong with the table of an object that decoded to so many bytes; undefined when it is right. */
export function seekTableFault(
  table: readonly SeekEntry[],
  frames: readonly Frame[],
  contentBytes: number,
): string | undefined {
  if (table.length !== frames.length)
    return `its seek table lists ${String(table.length)} of ${String(frames.length)} frames`;
  const wrong = table.findIndex((entry, index) => !describes(entry, frames[index]));
  if (wrong >= 0) return `its seek table is wrong about frame ${String(wrong)}`;
  const sum = table.reduce((total, entry) => total + entry.contentBytes, 0);
  return sum === contentBytes ? undefined : 'its seek table adds up to another length';
}

const describes = (entry: SeekEntry, frame: Frame | undefined): boolean =>
  entry.compressedBytes === frame?.compressedBytes &&
  (frame.contentBytes === undefined || frame.contentBytes === entry.contentBytes);
