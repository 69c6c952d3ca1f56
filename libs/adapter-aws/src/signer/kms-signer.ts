import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { formatVkey } from '@afo/custody';
import { PortError } from '@afo/ports';
import type { CheckpointSigner } from '@afo/ports';
import { portError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';

export interface KmsSignerConfig extends AwsConfig {
  /** Id or ARN of an asymmetric KMS key, KeySpec ECC_NIST_EDWARDS25519, for signing. */
  readonly keyId: string;
  /** The name under which it signs: C2SP key name, without white space and plus sign. */
  readonly keyName: string;
}

/**
 * Signs checkpoints with an Ed25519 key that never leaves KMS. The public key is asked for once, at the start: a key
 * that cannot be used stops the start and not the first case.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 * @throws PortError `signer.unavailable`
 */
export async function openKmsSigner(
  config: KmsSignerConfig,
): Promise<CheckpointSigner & { close(): void }> {
  const kms = new KMSClient(clientSettings(config));
  try {
    const publicKey = await rawPublicKey(kms, config.keyId);
    return new KmsSigner(kms, config, formatVkey({ name: config.keyName, publicKey }));
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

  constructor(kms: KMSClient, { keyId, keyName }: KmsSignerConfig, vkey: string) {
    this.#kms = kms;
    this.#keyId = keyId;
    this.keyName = keyName;
    this.#vkey = vkey;
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
          // Pure Ed25519 takes the text itself; a pre-hashed message would be another signature scheme (RFC 8032 §5.1).
          MessageType: 'RAW',
          SigningAlgorithm: 'ED25519_SHA_512',
        }),
      ),
    );
    if (Signature?.byteLength !== 64) throw unavailable('KMS gave no Ed25519 signature');
    return new Uint8Array(Signature);
  }

  close(): void {
    this.#kms.destroy();
  }
}

async function rawPublicKey(kms: KMSClient, keyId: string): Promise<Uint8Array> {
  const answer = await asked(() => kms.send(new GetPublicKeyCommand({ KeyId: keyId })));
  if (answer.KeyUsage !== 'SIGN_VERIFY' || answer.PublicKey === undefined)
    throw unavailable('the KMS key is not one for signatures');
  const key = createPublicKey({
    key: Buffer.from(answer.PublicKey),
    format: 'der',
    type: 'spki',
  });
  if (key.asymmetricKeyType !== 'ed25519') throw unavailable('the KMS key is not an Ed25519 key');
  return new Uint8Array(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'));
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw portError('signer.unavailable', error, 'using the signing key');
  }
}

const unavailable = (message: string): PortError => new PortError('signer.unavailable', message);
