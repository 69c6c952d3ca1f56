import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WallClock } from '../host/time-zone.ts';
import type { Stamp } from './syslog-line.ts';
import { YearFinder } from './year-finder.ts';

const DAY = 86_400;
const at = (text: string): number => Date.parse(text) / 1000;
const yearless = (seconds: number): Stamp => {
  const time = new Date(seconds * 1000);
  return {
    kind: 'yearless',
    month: time.getUTCMonth(),
    day: time.getUTCDate(),
    secondOfDay: seconds % DAY,
  };
};

function find(stamps: readonly Stamp[], writtenAt: number, zone = 'UTC'): readonly number[] {
  const years = new YearFinder(new WallClock(zone));
  for (const stamp of stamps) years.see(stamp);
  years.settle(writtenAt);
  return stamps.map((stamp) => years.resolve(stamp));
}

describe('when lines have no year', () => {
  it('takes the last line for the latest moment that is not after the file was written', () => {
    const moments = [
      at('2025-12-30T10:00:00Z'),
      at('2025-12-31T23:59:59Z'),
      at('2026-01-01T00:00:01Z'),
    ];

    expect(find(moments.map(yearless), at('2026-01-01T00:00:02Z'))).toEqual(moments);
  });

  it('finds a log of last year that was never rotated', () => {
    const moments = [at('2025-11-18T02:00:00Z')];

    expect(find(moments.map(yearless), at('2026-03-01T00:00:00Z'))).toEqual(moments);
  });

  it('lets one line with a year fix the years of all others in the same file', () => {
    const moments = [
      at('2024-12-30T10:00:00Z'),
      at('2025-01-02T10:00:00Z'),
      at('2025-01-03T10:00:00Z'),
    ];
    const stamps: Stamp[] = [
      ...moments.slice(0, 2).map(yearless),
      { kind: 'moment', seconds: moments[2] ?? 0 },
    ];

    expect(find(stamps, at('2026-11-18T00:00:00Z'))).toEqual(moments);
  });

  it('gives any log that goes forward its true times back, over several years', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2026-01-01T00:00:00Z') }),
        fc.array(fc.integer({ min: 0, max: 120 * DAY }), { minLength: 1, maxLength: 30 }),
        (start, gaps) => {
          let now = start;
          const moments = gaps.map((gap) => (now += gap));
          expect(find(moments.map(yearless), now + 60)).toEqual(moments);
        },
      ),
    );
  });

  it('F-73 bears a stray line from another time of year, and goes on as before', () => {
    const moments = [
      at('2026-01-10T00:00:00Z'),
      at('2026-01-11T00:00:00Z'),
      at('2026-01-12T00:00:00Z'),
    ];
    const stamps = moments.map(yearless);
    stamps.splice(1, 0, yearless(at('2000-12-24T00:00:00Z')));

    const found = find(stamps, at('2026-01-12T01:00:00Z'));

    expect([found[0], found[2], found[3]]).toEqual(moments);
  });

  it('converts from the wall clock of the host, summer and winter', () => {
    const shown = [yearless(at('2026-07-01T12:00:00Z')), yearless(at('2026-12-01T12:00:00Z'))];

    expect(find(shown, at('2026-12-02T00:00:00Z'), 'Europe/Berlin')).toEqual([
      at('2026-07-01T10:00:00Z'),
      at('2026-12-01T11:00:00Z'),
    ]);
  });
});
