import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { isAfoError } from '@afo/domain';
import { parseVkey, vkeyOf } from '@afo/custody';
import type { KeyAlgorithm } from '@afo/custody';
import { PortError } from '@afo/ports';
import type { CheckpointSigner } from '@afo/ports';
import { portError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';

export interface KmsSignerConfig extends AwsConfig {
  /** Id or ARN of a KMS key for signatures: KeySpec ECC_NIST_EDWARDS25519, or ECC_NIST_P256 where there is none. */
  readonly keyId: string;
  /** The name under which it signs: C2SP key name, without white space and plus sign. */
  readonly keyName: string;
}

/** What KMS calls the one way in which a key of each type signs a checkpoint. */
const SIGNING: Readonly<Record<KeyAlgorithm, SigningAlgorithmSpec>> = {
  ed25519: 'ED25519_SHA_512',
  'ecdsa-p256': 'ECDSA_SHA_256',
};

/**
 * Signs checkpoints with a key that never leaves KMS: Ed25519, or ECDSA on P-256 where a partition has no Ed25519. The
 * public key is asked for once, at the start: a key that cannot be used stops the start and not the first case.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 * @throws PortError `signer.unavailable`
 */
export async function openKmsSigner(
  config: KmsSignerConfig,
): Promise<CheckpointSigner & { close(): void }> {
  const kms = new KMSClient(clientSettings(config));
  try {
    const publicKey = await publicKeyOf(kms, config.keyId);
    return new KmsSigner(kms, config, vkeyFor(config.keyName, publicKey));
  } catch (error) {
    kms.destroy();
    throw error;
  }
}

class KmsSigner implements CheckpointSigner {
  readonly keyName: string;
  readonly #kms: KMSClient;
  readonly #keyId: string;
  readonly #vkey: string;
  readonly #algorithm: SigningAlgorithmSpec;

  constructor(kms: KMSClient, { keyId, keyName }: KmsSignerConfig, vkey: string) {
    this.#kms = kms;
    this.#keyId = keyId;
    this.keyName = keyName;
    this.#vkey = vkey;
    this.#algorithm = SIGNING[parseVkey(vkey).algorithm];
  }

  publicKey(): Promise<string> {
    return Promise.resolve(this.#vkey);
  }

  async sign(noteText: Uint8Array): Promise<Uint8Array> {
    const { Signature } = await asked(() =>
      this.#kms.send(
        new SignCommand({
          KeyId: this.#keyId,
          Message: noteText,
          // The text itself: pure Ed25519 is another scheme than that of a hash (RFC 8032 §5.1), and KMS hashes for ECDSA.
          MessageType: 'RAW',
          SigningAlgorithm: this.#algorithm,
        }),
      ),
    );
    if (Signature === undefined || Signature.byteLength === 0)
      throw unavailable('KMS gave no signature');
    return new Uint8Array(Signature);
  }

  close(): void {
    this.#kms.destroy();
  }
}

async function publicKeyOf(kms: KMSClient, keyId: string): Promise<KeyObject> {
  const answer = await asked(() => kms.send(new GetPublicKeyCommand({ KeyId: keyId })));
  if (answer.KeyUsage !== 'SIGN_VERIFY' || answer.PublicKey === undefined)
    throw unavailable('the KMS key is not one for signatures');
  return createPublicKey({ key: Buffer.from(answer.PublicKey), format: 'der', type: 'spki' });
}

function vkeyFor(keyName: string, publicKey: KeyObject): string {
  try {
    return vkeyOf(keyName, publicKey);
  } catch (error) {
    if (!isAfoError(error)) throw error;
    throw new PortError('signer.unavailable', `the KMS key cannot be used: ${error.message}`, {
      cause: error,
    });
  }
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw portError('signer.unavailable', error, 'using the signing key');
  }
}

const unavailable = (message: string): PortError => new PortError('signer.unavailable', message);
