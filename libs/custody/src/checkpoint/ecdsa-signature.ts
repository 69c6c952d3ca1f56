import { CustodyError } from '../errors.ts';

/** How many points P-256 has (SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * The one form in which an ECDSA signature is kept: DER, with the smaller of the two values of s that are valid.
 * Whoever has no key could otherwise make another note of one that is signed (docs/spec/checkpoint.md line 5).
 * @throws {CustodyError} `custody.bad-signature` for what is not the DER of two numbers
 */
export function canonicalEcdsa(signature: Uint8Array): Uint8Array {
  const der = Buffer.from(signature);
  const end = 4 + (der[3] ?? 0);
  const [r, s] = [numberOf(der.subarray(4, end)), numberOf(der.subarray(end + 2))];
  if (!derOf(r, s).equals(der))
    throw new CustodyError('custody.bad-signature', 'not the DER of an ECDSA signature');
  return new Uint8Array(derOf(r, s > ORDER / 2n ? ORDER - s : s));
}

const numberOf = (bytes: Buffer): bigint => BigInt(`0x0${bytes.toString('hex')}`);

function derOf(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([r, s].map(derInteger));
  return Buffer.concat([Uint8Array.of(0x30, body.length), body]);
}

/** As few bytes as there can be, with a zero before them where the first bit would be a sign. */
function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.padStart(hex.length + (hex.length % 2), '0');
  const body = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
  return Buffer.concat([Uint8Array.of(0x02, body.length), body]);
}
