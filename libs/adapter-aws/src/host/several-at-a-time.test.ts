import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { severalAtATime } from './several-at-a-time.ts';

const things = Array.from({ length: 30 }, (_, n) => n);

describe('when many things are asked about', () => {
  it('answers for each of them in their order, eight at a time: a host is contained in time, and not throttled', async () => {
    let underWay = 0;
    let most = 0;

    const answers = await severalAtATime(things, async (thing) => {
      underWay += 1;
      most = Math.max(most, underWay);
      for (let n = 0; n < 30 - thing; n += 1) await turn();
      underWay -= 1;
      return thing * 2;
    });

    expect(answers).toEqual(things.map((thing) => thing * 2));
    expect(most).toBe(8);
  });

  it('asks nothing further after an error, and leaves nothing under way', async () => {
    let underWay = 0;
    const asked: number[] = [];

    const asking = severalAtATime(things, async (thing) => {
      asked.push(thing);
      underWay += 1;
      await turn();
      underWay -= 1;
      if (thing === 3) throw new Error('denied');
    });

    await expect(asking).rejects.toThrow('denied');
    expect(underWay).toBe(0);
    expect(asked.length).toBeLessThan(20);
  });

  it('asks nothing about nothing', async () => {
    expect(await severalAtATime([], () => Promise.reject(new Error('asked')))).toEqual([]);
  });
});
