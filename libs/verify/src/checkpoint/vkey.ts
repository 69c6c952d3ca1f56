import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { VerifyError } from '../errors.ts';
import { sha256Hex } from '../sha256.ts';

/** A public key that can check signatures of notes (C2SP signed-note). */
export interface KnownKey {
  readonly vkey: string;
  readonly name: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly key: KeyObject;
}

const ED25519 = 0x01;

/** The key of a vkey string (docs/spec/checkpoint.md lines 6 and 7). @throws {VerifyError} `verify.invalid-key` */
export function readVkey(vkey: string): KnownKey {
  const match = /^(?<name>[^+\s]+)\+(?<id>[0-9a-f]{8})\+(?<material>[A-Za-z0-9+/]+=*)$/u.exec(vkey);
  const { name = '', id = '', material = '' } = match?.groups ?? {};
  const bytes = Buffer.from(material, 'base64');
  if (bytes.length !== 33 || bytes[0] !== ED25519 || bytes.toString('base64') !== material) {
    throw new VerifyError('verify.invalid-key', 'not the vkey of an Ed25519 key');
  }
  const expected = sha256Hex(Buffer.concat([Buffer.from(`${name}\n`), bytes])).slice(0, 8);
  if (id !== expected)
    throw new VerifyError('verify.invalid-key', 'the key id of the vkey is not that of its key');
  return { vkey, name, id, key: keyObject(bytes.subarray(1)) };
}

const keyObject = (publicKey: Uint8Array): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });
