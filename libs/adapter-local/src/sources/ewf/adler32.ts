const MODULUS = 65_521;
/** So many bytes can be added before the sums must be reduced (as in zlib's adler32.c). */
const STRIDE = 5552;

/** Adler-32 (RFC 1950 §8.2): the checksum of everything in an E01. */
export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let from = 0; from < bytes.byteLength; from += STRIDE) {
    const end = Math.min(bytes.byteLength, from + STRIDE);
    for (let at = from; at < end; at += 1) {
      a += bytes[at] ?? 0;
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return ((b << 16) | a) >>> 0;
}
