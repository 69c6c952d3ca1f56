import { describe, expect, it } from 'vitest';

import { check, closingLine, nothing, sum } from './tally.ts';

describe('the closing line', () => {
  it('is what continuous integration reads, to the letter', () => {
    expect(closingLine({ passed: 12, failed: 1, skipped: 0 })).toBe('12 passed, 1 failed');
  });

  it('names skipped tests as soon as there is one', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 2 })).toBe(
      '12 passed, 0 failed, 2 skipped',
    );
  });
});

describe('a sum of tallies', () => {
  it('loses no failure and no skip', () => {
    const total = sum([check(true), check(false), { passed: 3, failed: 2, skipped: 1 }]);

    expect(total).toEqual({ passed: 4, failed: 3, skipped: 1 });
  });

  it('is nothing when nothing ran', () => {
    expect(sum([])).toEqual(nothing);
  });
});
