import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import type { Qcow2Header } from './header.ts';

/** The bytes of a compressed cluster. Behind the stream in its last sector lies whatever; it is left alone. */
export function decompress(
  stored: Uint8Array,
  { compression, clusterBytes }: Qcow2Header,
): Uint8Array | undefined {
  try {
    const options = { maxOutputLength: clusterBytes };
    const bytes =
      compression === 'zstd'
        ? zstdDecompressSync(stored.subarray(0, frameBytes(stored)), options)
        : inflateRawSync(stored, options);
    return bytes.byteLength === clusterBytes ? bytes : undefined;
  } catch {
    // Damage of one cluster: it cannot be read, its neighbours can.
    return undefined;
  }
}

/** Length of the zstd frame at the start (RFC 8878 §3.1.1). @throws RangeError when it is cut */
function frameBytes(stored: Uint8Array): number {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  const descriptor = bytes.readUInt8(4);
  const single = (descriptor & 0x20) !== 0;
  const flag = descriptor >>> 6;
  const sizeBytes = flag === 0 ? (single ? 1 : 0) : 1 << flag;
  let at = 5 + (single ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0) + sizeBytes;
  for (let last = false; !last;) {
    const head = bytes.readUIntLE(at, 3);
    last = (head & 1) === 1;
    at += 3 + (((head >>> 1) & 3) === 1 ? 1 : head >>> 3);
  }
  return at + ((descriptor & 4) === 0 ? 0 : 4);
}
