import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { CustodyError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { KeyAlgorithm, KeyType } from './key-type.ts';
import { isSpkiOf, keyTypes } from './key-type.ts';

/** A note verifier of C2SP signed-note: the public half of a checkpoint key. */
export interface VerifierKey {
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
  readonly publicKey: KeyObject;
  /** 4 bytes, by which signature lines name the key. */
  readonly keyId: Uint8Array;
}

/**
 * The vkey of a public key, as it travels: `name+8 hex digits of the key id+base64(type byte ‖ public key)`
 * (docs/spec/checkpoint.md lines 6 and 7).
 * @throws {CustodyError} `custody.invalid-key` for a name that is none, and for a key that is neither Ed25519 nor P-256
 */
export function vkeyOf(name: string, publicKey: KeyObject): string {
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const type = Object.values(keyTypes).find((one) => isSpkiOf(one, spki));
  if (type === undefined) throw invalidKey('neither an Ed25519 key nor one on the curve P-256');
  const inside = type.inVkey === 'whole' ? spki : spki.subarray(type.prefix.length);
  const material = Buffer.concat([Uint8Array.of(type.byte), inside]);
  const id = keyId(type, { name: checkedName(name), material });
  return `${name}+${Buffer.from(id).toString('hex')}+${material.toString('base64')}`;
}

/** The key of a vkey string. @throws {CustodyError} `custody.invalid-key` */
export function parseVkey(vkey: string): VerifierKey {
  const [, name, id, base64] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey) ?? [];
  if (name === undefined || id === undefined || base64 === undefined)
    throw invalidKey('not a vkey string');
  const material = Buffer.from(base64, 'base64');
  if (material.toString('base64') !== base64) throw invalidKey('its base64 is not canonical');
  const type = Object.values(keyTypes).find(({ byte }) => byte === material[0]);
  if (type === undefined) throw invalidKey('neither an Ed25519 nor an ECDSA key');
  const ownId = keyId(type, { name: checkedName(name), material });
  if (Buffer.from(ownId).toString('hex') !== id)
    throw invalidKey('the key id does not belong to the key');
  return { name, algorithm: type.algorithm, publicKey: keyIn(type, material), keyId: ownId };
}

/** First 4 bytes of the digest that C2SP signed-note names for the type: that of ECDSA leaves the key's name out. */
const keyId = (
  { inVkey }: KeyType,
  { name, material }: { readonly name: string; readonly material: Uint8Array },
): Uint8Array =>
  sha256(
    inVkey === 'whole' ? material.subarray(1) : Buffer.concat([Buffer.from(`${name}\n`), material]),
  ).slice(0, 4);

function keyIn(type: KeyType, material: Buffer): KeyObject {
  const inside = material.subarray(1);
  const spki = type.inVkey === 'whole' ? inside : Buffer.concat([type.prefix, inside]);
  if (!isSpkiOf(type, spki)) throw invalidKey('not the one encoding of a key of its type');
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch (cause) {
    throw invalidKey('its point is not on the curve', cause);
  }
}

/** A key name is not empty and holds neither white space nor a plus sign (C2SP signed-note). */
function checkedName(name: string): string {
  if (name === '' || /[\s+]/u.test(name) || !name.isWellFormed())
    throw invalidKey('its name is empty, or holds a space or a plus sign');
  return name;
}

const invalidKey = (why: string, cause?: unknown): CustodyError =>
  new CustodyError('custody.invalid-key', `not a verifier key: ${why}`, { cause });
