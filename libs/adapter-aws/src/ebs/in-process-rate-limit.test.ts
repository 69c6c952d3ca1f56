import { describe, expect, it } from 'vitest';
import { inProcessRateLimit } from './in-process-rate-limit.ts';

function limited(perSecond: number) {
  let now = 0;
  const waits: number[] = [];
  const limit = inProcessRateLimit({
    perSecond,
    now: () => now,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  return { limit, waits, pass: (ms: number) => (now += ms) };
}

describe('when requests are limited', () => {
  it('lets a second of them go at once, and makes each further one wait its turn', async () => {
    const { limit, waits } = limited(10);

    for (let n = 0; n < 13; n += 1) await limit.take('a', 1);

    expect(waits).toEqual([100, 200, 300]);
  });

  it('has all of its second again after a pause, and no more than that', async () => {
    const { limit, waits, pass } = limited(10);
    await limit.take('a', 10);
    pass(60_000);

    await limit.take('a', 10);
    await limit.take('a', 1);

    expect(waits).toEqual([100]);
  });

  it('keeps keys apart, so that one region does not wait for another', async () => {
    const { limit, waits } = limited(10);

    await limit.take('a', 10);
    await limit.take('b', 10);

    expect(waits).toEqual([]);
  });

  it('lets nothing through that was cancelled', async () => {
    const { limit } = limited(10);

    await expect(limit.take('a', 1, AbortSignal.abort(new Error('ended')))).rejects.toThrow(
      'ended',
    );
  });
});
