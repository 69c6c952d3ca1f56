import { describe, expect, it } from 'vitest';
import { BackOff } from './back-off.ts';

describe('when a child keeps dying', () => {
  it('waits longer each time, never longer than half a minute, and forgets after it was well', () => {
    const backOff = new BackOff();

    expect([1, 2, 3, 4, 5, 6, 7, 8].map(() => backOff.pauseAfter(100))).toEqual([
      500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(backOff.pauseAfter(3_600_000)).toBe(500);
  });
});
