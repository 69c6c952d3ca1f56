import type { Redis } from 'ioredis';
import { PortError } from '@afo/ports';

/** `aof`: jobs must outlive a restart of the server. `any`: they may be lost and come again from the case log. */
export type Durability = 'aof' | 'any';

/**
 * Refuses a server that may drop jobs in silence: one that evicts keys when its memory is full (allkeys-lru lost two
 * thirds of the jobs of a test without an error), or that keeps nothing over a restart.
 * INFO and not CONFIG, since managed services offer no CONFIG.
 * @throws PortError `queue.unsafe` with what to change
 */
export async function assertSafe(redis: Redis, durability: Durability): Promise<void> {
  const facts = factsOf(await redis.info());
  const policy = facts.get('maxmemory_policy');
  if (policy !== 'noeviction')
    throw unsafe(
      `it may evict jobs (maxmemory-policy is ${policy ?? 'unknown'})`,
      'maxmemory-policy noeviction',
    );
  if (durability === 'aof' && facts.get('aof_enabled') !== '1')
    throw unsafe('it forgets its jobs when it restarts', 'appendonly yes');
  if (facts.get('role') === 'slave')
    throw unsafe('it is a read-only replica', 'the address of the primary');
}

const factsOf = (info: string): ReadonlyMap<string, string> =>
  new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const];
    }),
  );

const unsafe = (what: string, setting: string): PortError =>
  new PortError('queue.unsafe', `this Redis is not safe for jobs: ${what}; set "${setting}"`);
