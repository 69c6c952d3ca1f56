import { verify } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseVkey } from '@afo/custody';
import type { KeyAlgorithm } from '@afo/custody';
import type { CheckpointSigner } from '@afo/ports';

const TEXT = Buffer.from('afo.case/0193a1b2-0000-7000-8000-000000000001\n1\nq1w2\n');

/**
 * What every CheckpointSigner keeps. `open` gives a signer of the same key each time within a test, and `algorithm` is
 * that of the key.
 */
export function signerConformance(
  open: () => Promise<CheckpointSigner>,
  algorithm: KeyAlgorithm = 'ed25519',
): void {
  let signer: CheckpointSigner;
  beforeEach(async () => {
    signer = await open();
  });

  describe('when a checkpoint is signed', () => {
    it('gives a signature that the published key verifies, over this text and no other', async () => {
      const signature = await signer.sign(TEXT);

      expect(await holds(signer, TEXT, signature)).toBe(true);
      expect(await holds(signer, Buffer.from('other\n'), signature)).toBe(false);
      if (algorithm === 'ed25519') expect(signature).toHaveLength(64);
    });

    it('publishes a vkey under the name by which it signs', async () => {
      expect(parseVkey(await signer.publicKey())).toMatchObject({
        name: signer.keyName,
        algorithm,
      });
    });

    it('signs alike after it was opened again', async () => {
      const again = await open();

      expect(await again.publicKey()).toBe(await signer.publicKey());
      expect(await holds(signer, TEXT, await again.sign(TEXT))).toBe(true);
      // Ed25519 signs a text in one way only; a signature of ECDSA holds a random number.
      if (algorithm === 'ed25519') expect(await again.sign(TEXT)).toEqual(await signer.sign(TEXT));
    });

    it('shows nothing of the private key, however it is printed', () => {
      const shown = `${inspect(signer, { depth: 10, showHidden: true })}${JSON.stringify(signer)}`;

      expect(shown).not.toMatch(/PRIVATE|"d":/);
    });
  });
}

async function holds(
  signer: CheckpointSigner,
  text: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const { algorithm, publicKey } = parseVkey(await signer.publicKey());
  return verify(algorithm === 'ed25519' ? null : 'sha256', text, publicKey, signature);
}
