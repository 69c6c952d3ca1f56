import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { PortError } from '@afo/ports';

/** Where Redis is. The password is a secret: it is never part of a message. */
export interface RedisAddress {
  /** `unix:///path/to/redis.sock`, `redis://host:port/db`, or `rediss://…` for TLS. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM of the authorities that the server's certificate may come from; default those of the system. */
  readonly ca?: string;
}

/**
 * `client` asks and gets an answer or an error soon; `worker` waits through every restart of the server, since what it
 * waits for is the next job.
 */
export type ConnectionRole = 'client' | 'worker';

/** A connection that comes back by itself whenever the server does. Errors go to `onProblem` and never crash. */
export function connect(
  address: RedisAddress,
  role: ConnectionRole,
  onProblem: (error: Error) => void,
): Redis {
  const redis = new Redis({ ...optionsOf(address), ...patience(role), lazyConnect: true });
  // Without a listener ioredis writes to the console; the reconnection is its own.
  redis.on('error', onProblem);
  return redis;
}

/**
 * Resolves when the server has let the connection in. A server that refuses the password says so once and is silent
 * then, and ioredis goes on waiting; this does not.
 * @throws PortError `queue.unavailable`
 */
export async function firstContact(redis: Redis): Promise<void> {
  const refusal = Promise.withResolvers<never>();
  const listen = (error: Error): void => {
    if (/WRONGPASS|NOAUTH|NOPERM/.test(error.message))
      refusal.reject(new PortError('queue.unavailable', 'Redis refuses the user or the password'));
  };
  const late = setTimeout(() => {
    refusal.reject(
      new PortError('queue.unavailable', 'Redis does not answer', { retryable: true }),
    );
  }, FIRST_CONTACT);
  redis.on('error', listen);
  try {
    await Promise.race([redis.connect(), refusal.promise]);
  } finally {
    clearTimeout(late);
    redis.off('error', listen);
  }
}

const FIRST_CONTACT = 10_000;

/** `replyMapping` stays at its default, for which BullMQ is made. */
type Options = Omit<RedisOptions, 'replyMapping'>;

const patience = (role: ConnectionRole): Options =>
  role === 'worker'
    ? { maxRetriesPerRequest: null, retryStrategy: retryDelay }
    : { maxRetriesPerRequest: 3, commandTimeout: 10_000, retryStrategy: retryDelay };

const retryDelay = (times: number): number => Math.min(times * 100, 2000);

function optionsOf({ url, username, password, ca }: RedisAddress): Options {
  const credentials = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
  if (url.startsWith('unix://')) return { path: url.slice('unix://'.length), ...credentials };
  const { protocol, hostname, port, pathname } = parsed(url);
  const database = Number(pathname.slice(1));
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    db: Number.isSafeInteger(database) ? database : 0,
    ...(protocol === 'rediss:' ? { tls: ca === undefined ? {} : { ca } } : {}),
    ...credentials,
  };
}

function parsed(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !['redis:', 'rediss:'].includes(address.protocol))
    throw unusable('it begins with none of unix://, redis://, rediss://');
  if (address.username !== '' || address.password !== '')
    throw unusable('it holds a user or a password; these are settings of their own');
  return address;
}

const unusable = (why: string): PortError =>
  new PortError('queue.unavailable', `the address of Redis cannot be used: ${why}`);
