import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { KeySpec } from '@aws-sdk/client-kms';
import { signerConformance } from '@afo/conformance';
import { emptyRoot, signCheckpoint } from '@afo/custody';
import { caseIdSchema } from '@afo/domain';
import type { CheckpointSigner } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../src/clients.ts';
import { openKmsSigner } from '../src/signer/kms-signer.ts';
import { lab } from './lab.ts';

const aws = lab();
let kms: KMSClient;
let keyId: string;
let ecdsaKey: string;

beforeAll(async () => {
  kms = new KMSClient(clientSettings(aws.config()));
  keyId = await makeKey('ECC_NIST_EDWARDS25519');
  ecdsaKey = await makeKey('ECC_NIST_P256');
});
afterAll(() => {
  kms.destroy();
});

async function makeKey(KeySpec: KeySpec): Promise<string> {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }),
  );
  return KeyMetadata?.KeyId ?? '';
}

const open = (key = keyId): Promise<CheckpointSigner> =>
  openKmsSigner({ ...aws.config(), keyId: key, keyName: 'afo.example/forensic-account' });

describe('the signer with a key in KMS', () => {
  signerConformance(() => open());

  describe('where a partition has no Ed25519', () => {
    signerConformance(() => open(ecdsaKey), 'ecdsa-p256');

    it('signs checkpoints whose notes say by their key that they are of ECDSA', async () => {
      const signer = await open(ecdsaKey);
      const caseId = caseIdSchema.parse('0193a1b2-0000-7000-8000-000000000001');

      const note = await signCheckpoint({ caseId, size: 0, root: emptyRoot() }, signer);

      expect(note).toContain(`\n\n— ${signer.keyName} `);
      expect(await signer.publicKey()).toContain('+AjBZ');
    });
  });

  it.each(['ECC_NIST_P384', 'RSA_2048'] as const)(
    'refuses at the start a key that does not sign as bundles are verified (%s)',
    async (spec) => {
      await expect(open(await makeKey(spec))).rejects.toMatchObject({
        code: 'signer.unavailable',
        message: expect.stringContaining('neither an Ed25519 key nor one on the curve') as unknown,
      });
    },
  );

  it('says at the start that there is no such key, without repeating what AWS said', async () => {
    await expect(open('00000000-0000-0000-0000-000000000000')).rejects.toMatchObject({
      code: 'signer.unavailable',
      retryable: false,
    });
  });
});
