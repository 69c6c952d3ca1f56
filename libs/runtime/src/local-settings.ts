import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { dataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { readSecret, readSettings } from './settings.ts';

const settings = z.object({
  AFO_HOME: z.string().default('.afo'),
  /** Default: the socket in the data folder, where `afo up` runs Redis. */
  AFO_REDIS_URL: z.string().optional(),
  AFO_REDIS_USERNAME: z.string().optional(),
  AFO_REDIS_PASSWORD_FILE: z.string().optional(),
  /** After so many seconds without a sign of life a worker is taken for dead; all processes of a stack agree. */
  AFO_LOCK_SECONDS: z.coerce.number().min(1).max(120).default(30),
  /** File with the authorities (PEM) that a Redis over TLS is checked against. */
  AFO_REDIS_CA_FILE: z.string().optional(),
});

/** What every process of a local stack needs to know. */
export interface LocalSettings {
  readonly folder: DataFolder;
  readonly redis: {
    readonly url: string;
    readonly username?: string;
    readonly password?: string;
    readonly ca?: string;
  };
  /** `redis`, and what all users of the queue must agree on. */
  readonly queue: { readonly redis: LocalSettings['redis']; readonly lockSeconds: number };
}

/** Reads them from the environment. @throws RuntimeError `runtime.bad-config` */
export function localSettings(
  environment: Readonly<Record<string, string | undefined>>,
): LocalSettings {
  const given = readSettings(settings, environment);
  const folder = dataFolder(given.AFO_HOME);
  const { AFO_REDIS_USERNAME: username, AFO_REDIS_PASSWORD_FILE: password } = given;
  const { AFO_REDIS_CA_FILE: ca, AFO_REDIS_URL: url = `unix://${folder.redisSocket}` } = given;
  const redis = {
    url,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined
      ? {}
      : { password: readSecret('AFO_REDIS_PASSWORD_FILE', password) }),
    ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }),
  };
  return { folder, redis, queue: { redis, lockSeconds: given.AFO_LOCK_SECONDS } };
}
