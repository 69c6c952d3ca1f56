import { setTimeout as sleep } from 'node:timers/promises';
import { PortError } from '@afo/ports';
import type { RateLimit } from '@afo/ports';
import { connect, firstContact } from './redis-connection.ts';
import type { RedisAddress } from './redis-connection.ts';

export interface RedisRateLimitConfig {
  readonly redis: RedisAddress;
  /** Requests a second of every key, of all processes together. */
  readonly perSecond: number;
  readonly onProblem: (error: Error) => void;
}

/** A RateLimit that holds a connection. */
export interface SharedRateLimit extends RateLimit {
  close(): void;
}

/**
 * A token bucket in Redis, one step there and by the server's clock, so that the clocks of the readers do not matter.
 * It keeps the moment at which the bucket would be full; what is taken moves it on, and a debt is answered as a wait.
 * Whoever is told to wait has its place already: nobody is served twice and nobody starves.
 */
const TAKE = `
local now = redis.call('TIME')
now = now[1] * 1000 + now[2] / 1000
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + ARGV[1] * 1000 / ARGV[2]
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now) + 1000)
return math.max(0, math.ceil(full - now - 1000))
`;

/**
 * A quota that all processes on one Redis share. A second's worth may go at once.
 * @throws PortError `queue.unavailable`, also from `take`: without the count nothing is let through
 */
export async function openRedisRateLimit(config: RedisRateLimitConfig): Promise<SharedRateLimit> {
  const redis = connect(config.redis, 'client', config.onProblem);
  try {
    await firstContact(redis);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return {
    async take(key, n, signal) {
      signal?.throwIfAborted();
      const wait = await redis
        .eval(TAKE, 1, `afo:rate:${key}`, n, config.perSecond)
        .catch((cause: unknown) => {
          throw unavailable('Redis does not say how many requests may be made', cause);
        });
      if (typeof wait !== 'number') throw unavailable('Redis answered without a wait');
      if (wait > 0) await sleep(wait, undefined, signal === undefined ? {} : { signal });
    },
    close() {
      redis.disconnect();
    },
  };
}

const unavailable = (text: string, cause?: unknown): PortError =>
  new PortError('queue.unavailable', text, { retryable: true, cause });
