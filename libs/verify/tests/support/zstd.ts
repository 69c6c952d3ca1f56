import { zstdCompressSync } from 'node:zlib';

/** A zstd seekable object: one frame per piece, then the seek table in a skippable frame. */
export function seekable(pieces: readonly Uint8Array[]): Buffer {
  const frames = pieces.map((piece) => zstdCompressSync(piece));
  return Buffer.concat([
    ...frames,
    seekTable(frames.map((frame, index) => [frame.length, pieces[index]?.length ?? 0])),
  ]);
}

export function seekTable(sizes: readonly (readonly [number, number])[]): Buffer {
  const entries = sizes.flatMap(([compressed, content]) => [u32(compressed), u32(content)]);
  return skippable(
    Buffer.concat([...entries, u32(sizes.length), Buffer.from([0]), u32(0x8f92eab1)]),
  );
}

/** A skippable frame (RFC 8878 §3.1.2). */
export const skippable = (payload: Uint8Array): Buffer =>
  Buffer.concat([u32(0x184d2a5e), u32(payload.length), payload]);

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
