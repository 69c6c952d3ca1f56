import { describe, expect, it } from 'vitest';
import { caseIdSchema, epochOf, instantOf } from '@afo/domain';
import { uuidCaseIds } from './case-ids.ts';
import { systemClock } from './system-clock.ts';

describe('when a case gets its id', () => {
  it('never gives one twice, also within one millisecond', () => {
    const at = instantOf(1_764_000_000_000);

    expect(new Set(Array.from({ length: 10_000 }, () => uuidCaseIds.next(at))).size).toBe(10_000);
  });

  it('gives ids that sort by the time of opening', () => {
    const ids = [1, 2, 3, 500, 70_000].map((ms) =>
      uuidCaseIds.next(instantOf(1_764_000_000_000 + ms)),
    );

    expect([...ids].sort()).toEqual(ids);
  });

  it('gives UUIDs of version 7 that hold the time (RFC 9562)', () => {
    const at = instantOf(1_764_000_000_123);
    const id = uuidCaseIds.next(at);

    expect(caseIdSchema.safeParse(id).success).toBe(true);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(epochOf(at));
  });
});

describe('when the time is asked for', () => {
  it('says what the machine says, in UTC with milliseconds', () => {
    const before = Date.now();

    const now = epochOf(systemClock.now());

    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
