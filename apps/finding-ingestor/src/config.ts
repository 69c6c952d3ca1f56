import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { readSecret, readSettings, RuntimeError } from '@afo/runtime';
import { z } from 'zod';

const MIB = 1_048_576;

const settings = z.object({
  /** Folder of the local stack: log, vault, keys, rejected events. */
  AFO_HOME: z.string().default('.afo'),
  AFO_PLAYBOOK: z.string().optional(),
  AFO_INGEST_HOST: z.string().default('127.0.0.1'),
  AFO_INGEST_PORT: z.coerce.number().int().min(0).max(65_535).default(8471),
  /** File with the secret by which senders sign. */
  AFO_INGEST_SECRET_FILE: z.string().optional(),
  AFO_INGEST_BODY_LIMIT: z.coerce
    .number()
    .int()
    .min(1024)
    .max(10 * MIB)
    .default(4 * MIB),
});

export interface IngestorConfig {
  readonly home: string;
  /** Undefined: the default playbook that comes with the product. */
  readonly playbook?: string;
  readonly host: string;
  readonly port: number;
  /** Undefined: requests are not signed, which only a loopback address allows. */
  readonly secret?: Uint8Array;
  readonly bodyLimit: number;
}

/**
 * Reads the environment, once. A receiver that others can reach must check signatures, and a secret that others can
 * read is none: both stop the start.
 * @throws RuntimeError `runtime.bad-config`
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): IngestorConfig {
  const given = readSettings(settings, environment);
  const { AFO_PLAYBOOK: playbook, AFO_INGEST_HOST: host, AFO_INGEST_SECRET_FILE: file } = given;
  if (file === undefined && !isLoopback(host))
    throw badConfig(
      `AFO_INGEST_HOST: ${host} is not a loopback address; it needs AFO_INGEST_SECRET_FILE`,
    );
  return {
    home: resolve(given.AFO_HOME),
    ...(playbook === undefined ? {} : { playbook: resolve(playbook) }),
    host,
    port: given.AFO_INGEST_PORT,
    ...(file === undefined ? {} : { secret: strongSecret(file) }),
    bodyLimit: given.AFO_INGEST_BODY_LIMIT,
  };
}

/** True for addresses that only this machine reaches. A name is none: what it means may change. */
export const isLoopback = (host: string): boolean =>
  (isIP(host) === 4 && host.startsWith('127.')) || host === '::1';

const SHORTEST_SECRET = 32;

function strongSecret(file: string): Uint8Array {
  const secret = Buffer.from(readSecret('AFO_INGEST_SECRET_FILE', file));
  if (secret.byteLength >= SHORTEST_SECRET) return secret;
  throw badConfig(
    `AFO_INGEST_SECRET_FILE: fewer than ${SHORTEST_SECRET} bytes; make one by openssl rand -hex 32`,
  );
}

const badConfig = (message: string): RuntimeError =>
  new RuntimeError('runtime.bad-config', message);
