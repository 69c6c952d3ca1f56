import { generateKeyPairSync, sign } from 'node:crypto';

import type { NoteSigner } from '../../src/index.ts';
import { formatVkey } from '../../src/index.ts';

/** A signer with a key of its own. */
export function makeSigner(keyName = 'afo.example/test'): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const vkey = formatVkey({ name: keyName, publicKey: Buffer.from(x, 'base64url') });
  return {
    keyName,
    publicKey: () => Promise.resolve(vkey),
    sign: (bytes) => Promise.resolve(sign(null, bytes, privateKey)),
  };
}
