import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { CustodyError } from '../errors.ts';
import { sha256 } from '../hash.ts';

/** A note verifier of C2SP signed-note: the public half of a checkpoint key. */
export interface VerifierKey {
  readonly name: string;
  /** The raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

const ED25519 = 0x01;
const PUBLIC_KEY_BYTES = 32;

/** First 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key) (C2SP signed-note). */
export function keyId({ name, publicKey }: VerifierKey): Uint8Array {
  const encoded = Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(ED25519), publicKey]);
  return sha256(encoded).slice(0, 4);
}

/** `name+8 hex digits of the key id+base64(0x01 ‖ public key)`. @throws {CustodyError} `custody.invalid-key` */
export function formatVkey(key: VerifierKey): string {
  const { name, publicKey } = checkedKey(key);
  const material = Buffer.concat([Uint8Array.of(ED25519), publicKey]).toString('base64');
  return `${name}+${Buffer.from(keyId(key)).toString('hex')}+${material}`;
}

/** The key of a vkey string. @throws {CustodyError} `custody.invalid-key` */
export function parseVkey(vkey: string): VerifierKey {
  const [, name, id, material] =
    /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey) ?? [];
  if (name === undefined || id === undefined || material === undefined)
    throw invalidKey('not a vkey string');
  const bytes = Buffer.from(material, 'base64');
  if (bytes.toString('base64') !== material) throw invalidKey('its base64 is not canonical');
  if (bytes[0] !== ED25519) throw invalidKey('not an Ed25519 key');
  const key = checkedKey({ name, publicKey: new Uint8Array(bytes.subarray(1)) });
  if (Buffer.from(keyId(key)).toString('hex') !== id)
    throw invalidKey('the key id does not belong to the key');
  return key;
}

/** The key for `node:crypto`. */
export const publicKeyObject = ({ publicKey }: VerifierKey): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });

/** A key name is not empty and holds neither white space nor a plus sign (C2SP signed-note). */
function checkedKey(key: VerifierKey): VerifierKey {
  if (key.name === '' || /[\s+]/u.test(key.name) || !key.name.isWellFormed())
    throw invalidKey('its name is empty, or holds a space or a plus sign');
  if (key.publicKey.length !== PUBLIC_KEY_BYTES)
    throw invalidKey('an Ed25519 public key has 32 bytes');
  return key;
}

const invalidKey = (why: string): CustodyError =>
  new CustodyError('custody.invalid-key', `not a verifier key: ${why}`);
