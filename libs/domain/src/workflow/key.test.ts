import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidenceId } from '../identity/ids.ts';
import { stepNames } from './case-workflow.ts';
import { stepKey } from './key.ts';

describe('when steps are told apart', () => {
  it('F-09 has one key for one step and item and never one for two, so that no work is filed twice or lost', () => {
    const item = fc.option(fc.integer({ min: 1, max: 20_000 }).map(evidenceId), { nil: undefined });
    const steps = fc.tuple(fc.constantFrom(...stepNames), item);
    fc.assert(
      fc.property(steps, steps, (one, other) => {
        expect(stepKey(...one) === stepKey(...other)).toBe(
          one[0] === other[0] && one[1] === other[1],
        );
      }),
    );
  });
});
