import { readSettings } from '@afo/runtime';
import { z } from 'zod';
import type { AwsConfig } from './clients.ts';
import { readAwsSecret } from './secret.ts';

const settings = z.object({
  /** `rediss://host:port` of ElastiCache: TLS. */
  AFO_REDIS_URL: z.string().min(1),
  AFO_REDIS_USERNAME: z.string().optional(),
  /** Id of the secret with the password (AUTH). */
  AFO_REDIS_SECRET: z.string().optional(),
  AFO_LOCK_SECONDS: z.coerce.number().min(1).max(120).default(30),
});

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
  const given = readSettings(settings, environment);
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
