import { verify } from 'node:crypto';

import { CustodyError } from '../errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { checkpointText } from './checkpoint.ts';
import { noteOf } from './note.ts';
import { keyId, parseVkey, publicKeyObject } from './vkey.ts';

/** Whoever holds the private key; the port CheckpointSigner has this shape. */
export interface NoteSigner {
  readonly keyName: string;
  publicKey(): Promise<string>;
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
  const bytes = Buffer.from(text);
  const signature = await signer.sign(bytes);
  if (!verify(null, bytes, publicKeyObject(key), signature)) {
    throw new CustodyError(
      'custody.bad-signature',
      'the signer gave a signature that its public key refuses',
    );
  }
  return noteOf(text, [{ keyName: key.name, keyId: keyId(key), signature }]);
}
