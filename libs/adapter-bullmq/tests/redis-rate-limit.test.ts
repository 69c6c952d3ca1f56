import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRedisRateLimit } from '../src/index.ts';
import type { SharedRateLimit } from '../src/index.ts';
import { RedisServer } from './redis-server.ts';

let server: RedisServer;
const opened: SharedRateLimit[] = [];
beforeEach(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  for (const limit of opened.splice(0)) limit.close();
  await server.stop();
});

async function open(perSecond: number): Promise<SharedRateLimit> {
  const limit = await openRedisRateLimit({
    redis: { url: server.url },
    perSecond,
    onProblem: () => undefined,
  });
  opened.push(limit);
  return limit;
}

describe('when several readers share a quota', () => {
  it('DSK-6 lets through no more than the quota, whoever asks, so that the service throttles nobody', async () => {
    const limits = await Promise.all([open(100), open(100), open(100)]);
    const moments: number[] = [];
    const start = performance.now();
    const reader = async (limit: SharedRateLimit): Promise<void> => {
      for (let n = 0; n < 60; n += 1) {
        await limit.take('ebs-block/111122223333/eu-west-1', 1);
        moments.push(performance.now() - start);
      }
    };

    await Promise.all(limits.map(reader));

    // A burst of one second, then 100 a second: 180 take at least 0.8 s, and no second after the burst has more.
    expect(Math.max(...moments)).toBeGreaterThan(750);
    expect(Math.max(...moments)).toBeLessThan(3000);
    expect(moments.filter((at) => at < 500).length).toBeLessThanOrEqual(152);
  });

  it('keeps each key by itself, so that one region does not wait for another', async () => {
    const limit = await open(10);
    await limit.take('ebs-block/111122223333/eu-west-1', 10);
    const start = performance.now();

    await limit.take('ebs-block/111122223333/eu-central-1', 10);

    expect(performance.now() - start).toBeLessThan(500);
  });

  it('ends a wait when the reading is cancelled', async () => {
    const limit = await open(1);
    await limit.take('a', 1);
    const cancel = new AbortController();
    const waiting = limit.take('a', 60, cancel.signal);
    cancel.abort();

    await expect(waiting).rejects.toThrow('aborted');
  });

  it('lets nothing through when the count is lost, since it cannot know what others do', async () => {
    const limit = await open(10);
    await server.kill();

    await expect(limit.take('a', 1)).rejects.toMatchObject({
      code: 'queue.unavailable',
      retryable: true,
    });
  });
});
