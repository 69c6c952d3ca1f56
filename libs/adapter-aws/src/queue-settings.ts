import { queueSettings } from '@afo/deployment';
import { readSettings } from '@afo/runtime';
import type { AwsConfig } from './clients.ts';
import { readAwsSecret } from './secret.ts';

/** Address of the queue, with its password out of Secrets Manager; `any` since ElastiCache keeps no append-only file. */
export interface AwsQueueSettings {
  readonly redis: { readonly url: string; readonly username?: string; readonly password?: string };
  readonly lockSeconds: number;
  /** A job that the queue lost is found missing by the heartbeat of its task token, and comes again. */
  readonly durability: 'any';
}

/** @throws RuntimeError `runtime.bad-config`; PortError `aws.*` */
export async function awsQueueSettings(
  aws: AwsConfig,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<AwsQueueSettings> {
  const given = readSettings(queueSettings, environment);
  const { AFO_REDIS_USERNAME: username, AFO_REDIS_SECRET: secret } = given;
  const password = secret === undefined ? undefined : await readAwsSecret(aws, secret);
  return {
    redis: {
      url: given.AFO_REDIS_URL,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
    lockSeconds: given.AFO_LOCK_SECONDS,
    durability: 'any',
  };
}
