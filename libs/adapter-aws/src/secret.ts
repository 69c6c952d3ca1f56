import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PortError } from '@afo/ports';
import { awsError } from './aws-error.ts';
import { clientSettings } from './clients.ts';
import type { AwsConfig } from './clients.ts';

/**
 * A secret of AWS Secrets Manager, as text. It is never part of a message.
 * @throws PortError `aws.*`
 */
export async function readAwsSecret(config: AwsConfig, id: string): Promise<string> {
  const client = new SecretsManagerClient(clientSettings(config));
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    if (SecretString !== undefined && SecretString !== '') return SecretString;
  } catch (error) {
    throw awsError(error, 'reading a secret');
  } finally {
    client.destroy();
  }
  throw new PortError('aws.not-found', 'a secret holds no text');
}
