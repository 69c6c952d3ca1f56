import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { KeySpec } from '@aws-sdk/client-kms';
import { signerConformance } from '@afo/conformance';
import type { CheckpointSigner } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../src/clients.ts';
import { openKmsSigner } from '../src/signer/kms-signer.ts';
import { lab } from './lab.ts';

const aws = lab();
let kms: KMSClient;
let keyId: string;

beforeAll(async () => {
  kms = new KMSClient(clientSettings(aws.config()));
  keyId = await makeKey('ECC_NIST_EDWARDS25519');
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

  it('refuses at the start a key that does not sign as bundles are verified', async () => {
    await expect(open(await makeKey('ECC_NIST_P256'))).rejects.toMatchObject({
      code: 'signer.unavailable',
      message: expect.stringContaining('not an Ed25519 key') as unknown,
    });
  });

  it('says at the start that there is no such key, without repeating what AWS said', async () => {
    await expect(open('00000000-0000-0000-0000-000000000000')).rejects.toMatchObject({
      code: 'signer.unavailable',
      retryable: false,
    });
  });
});
