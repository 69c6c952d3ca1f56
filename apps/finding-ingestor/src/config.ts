import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ReceiverError } from './errors.ts';

const MIB = 1_048_576;

const environment = z.object({
  /** Folder of the local stack: log, vault, keys, rejected events. */
  AFO_HOME: z.string().min(1).default('.afo'),
  AFO_PLAYBOOK: z.string().min(1).optional(),
  AFO_INGEST_HOST: z.string().min(1).default('127.0.0.1'),
  AFO_INGEST_PORT: z.coerce.number().int().min(0).max(65_535).default(8471),
  /** File with the secret by which senders sign. */
  AFO_INGEST_SECRET_FILE: z.string().min(1).optional(),
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
 * @throws ReceiverError `receiver.bad-config`
 */
export async function readConfig(
  env: Readonly<Record<string, string | undefined>>,
): Promise<IngestorConfig> {
  const parsed = environment.safeParse(env);
  if (!parsed.success)
    throw badConfig(
      parsed.error.issues
        .map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
        .join('; '),
    );
  const {
    AFO_HOME,
    AFO_PLAYBOOK,
    AFO_INGEST_HOST: host,
    AFO_INGEST_SECRET_FILE: file,
  } = parsed.data;
  const secret = file === undefined ? undefined : await readSecret(file);
  if (secret === undefined && !isLoopback(host))
    throw badConfig(
      `AFO_INGEST_HOST ${host} is not a loopback address: set AFO_INGEST_SECRET_FILE`,
    );
  return {
    home: resolve(AFO_HOME),
    ...(AFO_PLAYBOOK === undefined ? {} : { playbook: resolve(AFO_PLAYBOOK) }),
    host,
    port: parsed.data.AFO_INGEST_PORT,
    ...(secret === undefined ? {} : { secret }),
    bodyLimit: parsed.data.AFO_INGEST_BODY_LIMIT,
  };
}

/** True for addresses that only this machine reaches. A name is none: what it means may change. */
export const isLoopback = (host: string): boolean =>
  (isIP(host) === 4 && host.startsWith('127.')) || host === '::1';

const SHORTEST_SECRET = 32;

async function readSecret(file: string): Promise<Uint8Array> {
  const [text, { mode }] = await Promise.all([readFile(file), stat(file)]).catch(
    (cause: unknown) => {
      throw badConfig('AFO_INGEST_SECRET_FILE cannot be read', cause);
    },
  );
  if ((mode & 0o077) !== 0) throw badConfig('others may read AFO_INGEST_SECRET_FILE: chmod 600 it');
  // An editor ends a file by a line feed; it is not part of the secret.
  const secret = Buffer.from(text.toString('utf8').replace(/\r?\n$/, ''));
  if (secret.byteLength < SHORTEST_SECRET)
    throw badConfig(
      `the secret has fewer than ${SHORTEST_SECRET} bytes: make one by openssl rand -hex 32`,
    );
  return secret;
}

const badConfig = (message: string, cause?: unknown): ReceiverError =>
  new ReceiverError('receiver.bad-config', message, cause === undefined ? {} : { cause });
