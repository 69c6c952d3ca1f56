import { generateKeyPairSync, sign } from 'node:crypto';

import type { KeyAlgorithm, NoteSigner } from '../../src/index.ts';
import { vkeyOf } from '../../src/index.ts';

/** A signer with a key of its own. */
export function makeSigner(
  keyName = 'afo.example/test',
  algorithm: KeyAlgorithm = 'ed25519',
): NoteSigner {
  const { privateKey, publicKey } =
    algorithm === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const hash = algorithm === 'ed25519' ? null : 'sha256';
  const vkey = vkeyOf(keyName, publicKey);
  return {
    keyName,
    publicKey: () => Promise.resolve(vkey),
    sign: (bytes) => Promise.resolve(sign(hash, bytes, privateKey)),
  };
}
