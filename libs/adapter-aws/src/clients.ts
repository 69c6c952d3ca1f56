import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { z } from 'zod';
import { awsError } from './aws-error.ts';

/** Keys, or a provider that is asked for them again when they have ended. */
export type AwsCredentials = NonNullable<STSClientConfig['credentials']>;

export interface AwsConfig {
  readonly region: string;
  /** The SDK's own chain (role of the task or function) unless given. */
  readonly credentials?: AwsCredentials;
  /** Only where it is not the region's own, as in the lab. */
  readonly endpoint?: string;
  /** How long a connection, and an answer to a request, may take; milliseconds. */
  readonly connectMs?: number;
  readonly answerMs?: number;
  readonly attempts?: number;
  /** Adaptive unless given: it slows down all calls of a client when one is throttled. */
  readonly retryMode?: 'adaptive' | 'standard';
}

/** What every client is made with: adaptive retry with jitter, and a time limit on every connection and answer. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials?: AwsCredentials;
  readonly endpoint?: string;
  readonly retryMode: 'adaptive' | 'standard';
  readonly maxAttempts: number;
  readonly requestHandler: NodeHttpHandler;
}

/** Settings for the constructor of any SDK client. */
export const clientSettings = (config: AwsConfig): ClientSettings => ({
  region: config.region,
  ...(config.credentials === undefined ? {} : { credentials: config.credentials }),
  ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
  retryMode: config.retryMode ?? 'adaptive',
  maxAttempts: config.attempts ?? 5,
  requestHandler: new NodeHttpHandler({
    connectionTimeout: config.connectMs ?? 5_000,
    requestTimeout: config.answerMs ?? 60_000,
    // Without it the handler only prints a warning when the time is over.
    throwOnRequestTimeout: true,
    socketTimeout: config.answerMs ?? 60_000,
  }),
});

/** Who asks. Account and partition are read from AWS, never written down (F-67). */
export interface AwsIdentity {
  readonly account: string;
  readonly partition: string;
  /** Of the user or role session that asks. */
  readonly arn: string;
}

export async function awsIdentity(config: AwsConfig): Promise<AwsIdentity> {
  const sts = new STSClient(clientSettings(config));
  try {
    return identitySchema.parse(await sts.send(new GetCallerIdentityCommand({})));
  } catch (error) {
    throw awsError(error, 'asking who asks');
  } finally {
    sts.destroy();
  }
}

const identitySchema = z
  .object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string().regex(/^arn:[^:]+:/) })
  .transform(({ Account, Arn }) => ({
    account: Account,
    partition: Arn.split(':')[1] ?? '',
    arn: Arn,
  }));
