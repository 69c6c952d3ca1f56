import { verify } from 'node:crypto';

import type { KnownKey } from './vkey.ts';

/** Half of the order of P-256 (SP 800-186 §3.2.1.3). */
const HALF_ORDER = Buffer.from(
  '7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8',
  'hex',
);

/**
 * True when the key signed the bytes. Of an ECDSA signature only one form counts: its DER with the smaller s. With the
 * others anybody could make of one signed note another that holds too (docs/spec/checkpoint.md line 5).
 */
export function isSignedBy(
  { algorithm, key }: KnownKey,
  text: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (algorithm === 'ed25519') return verify(null, text, key, signature);
  return isCanonical(Buffer.from(signature)) && verify('sha256', text, key, signature);
}

/** A sequence of two integers and nothing more, the second of them small. */
function isCanonical(der: Buffer): boolean {
  const r = integerAt(der, 2);
  const s = integerAt(der, 4 + r.length);
  return (
    der[0] === 0x30 &&
    der[1] === der.length - 2 &&
    r.length > 0 &&
    s.length > 0 &&
    6 + r.length + s.length === der.length &&
    isSmall(s)
  );
}

/** The bytes of the integer at that place; none unless it is positive and written as short as can be (X.690 §8.3.2). */
function integerAt(der: Buffer, at: number): Buffer {
  const [tag, length = 0] = der.subarray(at, at + 2);
  const bytes = der.subarray(at + 2, at + 2 + length);
  const isPositive = (bytes[0] ?? 0x80) < 0x80;
  const isShort = bytes[0] !== 0 || (bytes[1] ?? 0) >= 0x80;
  return tag === 0x02 && isPositive && isShort ? bytes : Buffer.alloc(0);
}

const isSmall = (s: Buffer): boolean =>
  s.length <= HALF_ORDER.length &&
  Buffer.concat([Buffer.alloc(HALF_ORDER.length - s.length), s]).compare(HALF_ORDER) <= 0;
