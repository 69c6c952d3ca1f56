/** Frames of RFC 8878 and of the zstd seekable format, as the writer makes them. */

const FRAME_MAGIC = 0xfd2fb528;
/** Most that a block may hold, and so the window that a reader needs (RFC 8878 §3.1.1.2.4): 128 KiB. */
const BLOCK_BYTES = 131_072;
const FACTS_MAGIC = 0x184d2a5d;
const TABLE_MAGIC = 0x184d2a5e;
const FOOTER_MAGIC = 0x8f92eab1;

/** Most bytes that one frame of zeros stands for: what the seekable format allows for a frame. */
export const ZERO_FRAME_BYTES = 1024 ** 3;

/** One entry of a seek table. */
export interface TableEntry {
  readonly stored: number;
  readonly content: number;
}

/** A frame that decodes to so many zeros: RLE blocks only, 4 bytes for each 128 KiB. */
export function zeroFrame(bytes: number): Uint8Array {
  const blocks = Math.ceil(bytes / BLOCK_BYTES);
  const frame = Buffer.alloc(14 + 4 * blocks);
  frame.writeUInt32LE(FRAME_MAGIC, 0);
  // Frame content size of 8 bytes, no checksum, no dictionary; window 2^17 (exponent 7, mantissa 0).
  frame[4] = 0xc0;
  frame[5] = 7 << 3;
  frame.writeBigUInt64LE(BigInt(bytes), 6);
  for (let n = 0; n < blocks; n += 1) {
    const size = Math.min(BLOCK_BYTES, bytes - n * BLOCK_BYTES);
    const last = n === blocks - 1 ? 1 : 0;
    frame.writeUIntLE(size * 8 + 2 + last, 14 + 4 * n, 3);
  }
  return frame;
}

/** Facts in a frame that every zstd decoder skips (docs/spec/evidence-item.md §7). */
export const factsFrame = (facts: Uint8Array): Uint8Array => skippable(FACTS_MAGIC, facts);

/** The seek table that ends an object (zstd seekable format 0.1.0, without checksums). */
export function seekTable(entries: readonly TableEntry[]): Uint8Array {
  const table = Buffer.alloc(entries.length * 8 + 9);
  let at = 0;
  for (const { stored, content } of entries) {
    at = table.writeUInt32LE(stored, at);
    at = table.writeUInt32LE(content, at);
  }
  at = table.writeUInt32LE(entries.length, at);
  at = table.writeUInt8(0, at);
  table.writeUInt32LE(FOOTER_MAGIC, at);
  return skippable(TABLE_MAGIC, table);
}

function skippable(magic: number, payload: Uint8Array): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(payload.byteLength, 4);
  return Buffer.concat([header, payload]);
}
