import { createPublicKey, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseVkey } from '@afo/custody';
import type { CheckpointSigner } from '@afo/ports';

const TEXT = Buffer.from('afo.case/0193a1b2-0000-7000-8000-000000000001\n1\nq1w2\n');

/** What every CheckpointSigner keeps. `open` gives a signer of the same key each time within a test. */
export function signerConformance(open: () => Promise<CheckpointSigner>): void {
  let signer: CheckpointSigner;
  beforeEach(async () => {
    signer = await open();
  });

  describe('when a checkpoint is signed', () => {
    it('gives a raw Ed25519 signature that the published key verifies', async () => {
      const signature = await signer.sign(TEXT);

      expect(signature).toHaveLength(64);
      expect(verify(null, TEXT, await publicKeyOf(signer), signature)).toBe(true);
      expect(verify(null, Buffer.from('other\n'), await publicKeyOf(signer), signature)).toBe(
        false,
      );
    });

    it('publishes a vkey under the name by which it signs', async () => {
      expect(parseVkey(await signer.publicKey()).name).toBe(signer.keyName);
    });

    it('signs alike after it was opened again', async () => {
      const again = await open();

      expect(await again.publicKey()).toBe(await signer.publicKey());
      expect(await again.sign(TEXT)).toEqual(await signer.sign(TEXT));
    });

    it('shows nothing of the private key, however it is printed', () => {
      const shown = `${inspect(signer, { depth: 10, showHidden: true })}${JSON.stringify(signer)}`;

      expect(shown).not.toMatch(/PRIVATE|"d":/);
    });
  });
}

async function publicKeyOf(signer: CheckpointSigner): Promise<ReturnType<typeof createPublicKey>> {
  const { publicKey } = parseVkey(await signer.publicKey());
  const x = Buffer.from(publicKey).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
