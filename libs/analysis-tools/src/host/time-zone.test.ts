import { describe, expect, it } from 'vitest';
import { WallClock } from './time-zone.ts';

const at = (text: string): number => Date.parse(text) / 1000;

describe('when a wall clock is read', () => {
  it.each([
    ['UTC', '2026-07-01T12:00:00Z', '2026-07-01T12:00:00Z'],
    ['Europe/Berlin', '2026-07-01T12:00:00Z', '2026-07-01T10:00:00Z'],
    ['Europe/Berlin', '2026-01-01T12:00:00Z', '2026-01-01T11:00:00Z'],
    ['Asia/Kolkata', '2026-01-01T12:00:00Z', '2026-01-01T06:30:00Z'],
    ['America/New_York', '2026-03-08T03:30:00Z', '2026-03-08T07:30:00Z'],
  ])('%s at %s was %s', (zone, shown, expected) => {
    expect(new WallClock(zone).toSeconds(at(shown))).toBe(at(expected));
  });

  it('gives one of the two moments for an hour that came twice', () => {
    const moment = new WallClock('Europe/Berlin').toSeconds(at('2026-10-25T02:30:00Z'));

    expect([at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')]).toContain(moment);
  });
});
