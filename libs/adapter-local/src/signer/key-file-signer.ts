import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { hostname } from 'node:os';
import { parseVkey, vkeyOf } from '@afo/custody';
import { PortError } from '@afo/ports';
import type { CheckpointSigner } from '@afo/ports';
import { privateKeyIn, vkeyIn } from './key-folder.ts';

/**
 * Signs checkpoints with an Ed25519 key in a folder, which is made at the first start. The key's name is fixed then
 * too: `keyName` says what a new key is called, default `<host name>/afo`.
 * @throws PortError `signer.unavailable`
 */
export async function openSigner(folder: string, keyName?: string): Promise<CheckpointSigner> {
  try {
    const key = ed25519(await privateKeyIn(folder), folder);
    const own = createPublicKey(key);
    const vkey = await vkeyIn(folder, vkeyOf(keyName ?? defaultName(), own));
    const { name, publicKey } = parseVkey(vkey);
    if (!publicKey.equals(own))
      throw unavailable(`the key and the vkey in ${folder} do not belong together`);
    return new KeyFileSigner(name, vkey, key);
  } catch (error) {
    if (error instanceof PortError) throw error;
    throw unavailable(`the key in ${folder} cannot be used`, error);
  }
}

class KeyFileSigner implements CheckpointSigner {
  readonly keyName: string;
  readonly #vkey: string;
  readonly #key: KeyObject;

  constructor(keyName: string, vkey: string, key: KeyObject) {
    this.keyName = keyName;
    this.#vkey = vkey;
    this.#key = key;
  }

  publicKey(): Promise<string> {
    return Promise.resolve(this.#vkey);
  }

  sign(noteText: Uint8Array): Promise<Uint8Array> {
    // null: Ed25519 hashes by itself (RFC 8032), the text goes in as it is.
    return Promise.resolve(new Uint8Array(sign(null, noteText, this.#key)));
  }
}

function ed25519(pem: string, folder: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw unavailable(`the key in ${folder} is not an Ed25519 key`);
  return key;
}

// A key name holds no white space and no plus sign (C2SP signed-note); host names should not either, but may.
const defaultName = (): string => `${hostname().replaceAll(/[\s+]/gu, '-') || 'localhost'}/afo`;

const unavailable = (message: string, cause?: unknown): PortError =>
  new PortError('signer.unavailable', message, cause === undefined ? {} : { cause });
