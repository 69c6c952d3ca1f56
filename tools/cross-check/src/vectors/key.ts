import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from 'node:crypto';
import type { NoteSigner } from '@afo/custody';
import { vkeyOf } from '@afo/custody';

/** PKCS #8 of an Ed25519 key is this and the 32 bytes of its seed (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A signer whose private key everybody knows: for test vectors, and good for nothing else. */
export interface PublicSigner extends NoteSigner {
  /** The seed in hex: SHA-256 of the key's name. */
  readonly seed: string;
  readonly vkey: string;
}

export function publicSigner(keyName: string): PublicSigner {
  const seed = createHash('sha256').update(keyName).digest();
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const vkey = vkeyOf(keyName, createPublicKey(privateKey));
  return {
    keyName,
    seed: seed.toString('hex'),
    vkey,
    publicKey: () => Promise.resolve(vkey),
    sign: (bytes) => Promise.resolve(sign(null, bytes, privateKey)),
  };
}

/** A signer with an ECDSA key of its own, made anew each time. */
export function freshEcdsaSigner(keyName: string): NoteSigner & { readonly vkey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const vkey = vkeyOf(keyName, publicKey);
  return {
    keyName,
    vkey,
    publicKey: () => Promise.resolve(vkey),
    sign: (bytes) => Promise.resolve(sign('sha256', bytes, privateKey)),
  };
}
