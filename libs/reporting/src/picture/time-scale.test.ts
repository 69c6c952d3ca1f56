import { instantOf } from '@afo/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionOf, ticksOf, timeScale } from './time-scale.ts';

const line = { left: 100, right: 700 };
const anyTime = fc.integer({
  min: Date.parse('0001-01-01T00:00:00Z'),
  max: Date.parse('9999-01-01T00:00:00Z'),
});
const at = (text: string) => instantOf(Date.parse(text));

describe('a scale of times', () => {
  it('has at most eight ticks, in order and on the line, whatever it spans', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (a, b) => {
        const scale = timeScale(
          { from: instantOf(Math.min(a, b)), to: instantOf(Math.max(a, b)) },
          line,
        );

        const places = ticksOf(scale).map(({ x }) => x);

        expect(places.length).toBeLessThanOrEqual(8);
        expect(places).toEqual(places.toSorted((one, other) => one - other));
        for (const x of places) {
          expect(x).toBeGreaterThanOrEqual(line.left);
          expect(x).toBeLessThanOrEqual(line.right);
        }
      }),
    );
  });

  it('puts a time where it belongs, and one outside nowhere', () => {
    const scale = timeScale(
      { from: at('2026-11-18T02:00:00Z'), to: at('2026-11-18T03:00:00Z') },
      line,
    );

    expect(positionOf(scale, at('2026-11-18T02:30:00Z'))).toBe(400);
    expect(positionOf(scale, at('2026-11-18T03:00:01Z'))).toBeUndefined();
    expect(positionOf(scale, at('2026-11-18T01:59:59Z'))).toBeUndefined();
  });

  it('names the day where it changes, and seconds where they are needed', () => {
    const night = timeScale(
      { from: at('2026-11-18T22:00:00Z'), to: at('2026-11-19T02:00:00Z') },
      line,
    );
    const minute = timeScale(
      { from: at('2026-11-18T02:00:00Z'), to: at('2026-11-18T02:00:30Z') },
      line,
    );

    expect(ticksOf(night).flatMap(({ day }) => day ?? [])).toEqual(['2026-11-18', '2026-11-19']);
    expect(ticksOf(minute)[0]?.time).toBe('02:00:00');
  });

  it('is a scale even when nothing takes any time', () => {
    const scale = timeScale(
      { from: at('2026-11-18T02:00:00Z'), to: at('2026-11-18T02:00:00Z') },
      line,
    );

    expect(positionOf(scale, at('2026-11-18T02:00:00Z'))).toBe(100);
  });
});
