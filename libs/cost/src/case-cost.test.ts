import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseCost, usualCase } from './case-cost.ts';
import { parsePrices } from './prices.ts';
import { replacedSystem } from './replaced-system.ts';

const coded = (code: string): unknown => expect.objectContaining({ code });

const prices = parsePrices(
  JSON.parse(
    readFileSync(new URL('../../../deployment/prices/us-east-1.json', import.meta.url), 'utf8'),
  ),
);

describe('when a case is estimated', () => {
  it('is the sum of its lines, and none of them is negative', () => {
    const { lines, usd } = caseCost(usualCase, prices);

    expect(lines.reduce((sum, line) => sum + line.usd, 0)).toBeCloseTo(usd, 9);
    expect(lines.every((line) => line.usd >= 0)).toBe(true);
  });

  it('grows with the disk, the time of the host and the retention, each by its price', () => {
    const base = caseCost(usualCase, prices).usd;

    const longer = caseCost({ ...usualCase, hostHours: usualCase.hostHours + 1 }, prices).usd;
    const kept = caseCost({ ...usualCase, months: usualCase.months + 1 }, prices).usd;
    const larger = caseCost({ ...usualCase, diskGiB: 2 * usualCase.diskGiB }, prices).usd;

    expect(longer - base).toBeCloseTo(0.1008 + (200 * 0.08) / 730, 6);
    expect(kept - base).toBeCloseTo(50 * 0.5 * 0.023, 6);
    expect(larger).toBeGreaterThan(1.5 * base);
  });

  it('refuses a host whose price nobody gave', () => {
    expect(() => caseCost({ ...usualCase, hostType: 'u-24tb1.metal' }, prices)).toThrow(
      coded('cost.no-price'),
    );
  });
});

describe('when it is compared with the system that it replaces', () => {
  it('adds the network that its own sum leaves out', () => {
    const { usd, idleUsd } = replacedSystem(prices);

    expect(usd).toBeCloseTo(235 + 11 * 2 * 7.3 + 2 * 730 * 0.045, 6);
    expect(idleUsd).toBeCloseTo(usd - 142, 6);
  });
});
