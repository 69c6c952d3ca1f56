import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { VerifyError } from '../errors.ts';
import { sha256Hex } from '../sha256.ts';

/** How a key signs: `ecdsa-p256` is ECDSA on the curve P-256 with SHA-256. */
export type KeyAlgorithm = 'ed25519' | 'ecdsa-p256';

/** A public key that can check signatures of notes (C2SP signed-note). */
export interface KnownKey {
  readonly vkey: string;
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
  /** 8 hex digits. */
  readonly id: string;
  readonly key: KeyObject;
}

const ED25519 = 0x01;
const ECDSA = 0x02;

/** The key of a vkey string (docs/spec/checkpoint.md lines 6 and 7). @throws {VerifyError} `verify.invalid-key` */
export function readVkey(vkey: string): KnownKey {
  const match = /^(?<name>[^+\s]+)\+(?<id>[0-9a-f]{8})\+(?<material>[A-Za-z0-9+/]+=*)$/u.exec(vkey);
  const { name = '', id = '', material = '' } = match?.groups ?? {};
  const bytes = Buffer.from(material, 'base64');
  if (bytes.toString('base64') !== material) throw invalid('not a vkey');
  const { expectedId, ...known } =
    bytes[0] === ECDSA ? ecdsa(bytes.subarray(1)) : ed25519(name, bytes);
  if (id !== expectedId.slice(0, 8)) throw invalid('the key id of the vkey is not that of its key');
  return { vkey, name, id, ...known };
}

type Read = Pick<KnownKey, 'algorithm' | 'key'> & { readonly expectedId: string };

function ed25519(name: string, material: Buffer): Read {
  if (material.length !== 33 || material[0] !== ED25519)
    throw invalid('not the vkey of an Ed25519 or ECDSA key');
  const x = material.subarray(1).toString('base64url');
  return {
    algorithm: 'ed25519',
    key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
    expectedId: sha256Hex(Buffer.concat([Buffer.from(`${name}\n`), material])),
  };
}

/** C2SP leaves the name out of the id of an ECDSA key: it is of the SubjectPublicKeyInfo alone. */
function ecdsa(spki: Buffer): Read {
  const key = publicKey(spki);
  if (
    key.asymmetricKeyDetails?.namedCurve !== 'prime256v1' ||
    !key.export({ format: 'der', type: 'spki' }).equals(spki) ||
    spki.length !== 91
  )
    throw invalid('not the one form of a key on the curve P-256');
  return { algorithm: 'ecdsa-p256', key, expectedId: sha256Hex(spki) };
}

function publicKey(spki: Buffer): KeyObject {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch (cause) {
    throw invalid('not a public key', cause);
  }
}

const invalid = (why: string, cause?: unknown): VerifyError =>
  new VerifyError('verify.invalid-key', why, { cause });
