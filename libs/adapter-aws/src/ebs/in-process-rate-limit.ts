import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimit } from '@afo/ports';

export interface InProcessRateLimitOptions {
  /** Requests a second of every key; a second's worth may go at once. */
  readonly perSecond: number;
  readonly now?: () => number;
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** A RateLimit for one process: a token bucket a key. Whoever comes later waits longer. */
export function inProcessRateLimit(options: InProcessRateLimitOptions): RateLimit {
  const { perSecond, now = () => performance.now(), wait = waitFor } = options;
  const free = new Map<string, number>();
  return {
    async take(key, n, signal) {
      signal?.throwIfAborted();
      const at = now();
      // The moment at which the bucket would be full, moved on by what is taken: a debt is a wait.
      const full = Math.max(free.get(key) ?? 0, at) + (n * 1000) / perSecond;
      free.set(key, full);
      const ms = full - at - 1000;
      if (ms > 0) await wait(ms, signal);
    },
  };
}

async function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal });
}
