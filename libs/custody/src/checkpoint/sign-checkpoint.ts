import { verify } from 'node:crypto';

import { CustodyError } from '../errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { checkpointText } from './checkpoint.ts';
import { canonicalEcdsa } from './ecdsa-signature.ts';
import { keyTypes } from './key-type.ts';
import { noteOf } from './note.ts';
import { parseVkey } from './vkey.ts';
import type { VerifierKey } from './vkey.ts';

/** Whoever holds the private key; the port CheckpointSigner has this shape. */
export interface NoteSigner {
  readonly keyName: string;
  publicKey(): Promise<string>;
  /** Ed25519: 64 bytes. ECDSA: DER, as it comes; the note gets its canonical form. */
  sign(noteText: Uint8Array): Promise<Uint8Array>;
}

/**
 * The signed checkpoint as it is kept (docs/spec/checkpoint.md). The signature is checked against the signer's public
 * key before it is believed: a note that does not verify must not leave the house.
 * @throws {CustodyError} `custody.invalid-note`, `custody.invalid-key`, `custody.bad-signature`
 */
export async function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Promise<string> {
  const text = checkpointText(checkpoint);
  const key = parseVkey(await signer.publicKey());
  if (key.name !== signer.keyName) {
    throw new CustodyError('custody.invalid-key', 'the signer and its public key differ in name');
  }
  const signature = await signatureOf(Buffer.from(text), key, signer);
  return noteOf(text, [{ keyName: key.name, keyId: key.keyId, signature }]);
}

async function signatureOf(
  text: Uint8Array,
  { algorithm, publicKey }: VerifierKey,
  signer: NoteSigner,
): Promise<Uint8Array> {
  const given = await signer.sign(text);
  const signature = algorithm === 'ecdsa-p256' ? canonicalEcdsa(given) : given;
  if (verify(keyTypes[algorithm].hash, text, publicKey, signature)) return signature;
  throw new CustodyError(
    'custody.bad-signature',
    'the signer gave a signature that its public key refuses',
  );
}
