import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, step } from '@afo/domain';
import type { ReadyStep, StepState } from '@afo/domain';
import { isOverdue, nextAttempt } from './next-attempt.ts';

const node = step('triage', { retry: { attempts: 9, backoffSeconds: 2 } });
const at = (ms: number) => instantOf(1_764_000_000_000 + ms);
const state = (status: StepState['status'], attempt: number): StepState => ({
  key: 'triage',
  step: 'triage',
  status,
  ended: false,
  attempt,
  reserves: [],
  endedAt: at(0),
});
const ready = (given?: StepState): ReadyStep => ({
  node,
  key: 'triage',
  ...(given === undefined ? {} : { state: given }),
});

describe('when a step is to be tried again', () => {
  it('waits twice as long after each failure, and never longer than five minutes', () => {
    const pauses = [1, 2, 3, 8, 9].map(
      (attempt) => nextAttempt(ready(state('failed', attempt))).notBefore - Date.parse(at(0)),
    );

    expect(pauses).toEqual([2000, 4000, 8000, 256_000, 300_000]);
  });

  it('counts attempts without a gap and without repetition, however it is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (attempt) => {
        expect(nextAttempt(ready()).attempt).toBe(1);
        expect(nextAttempt(ready(state('started', attempt)))).toMatchObject({
          attempt,
          begun: true,
        });
        expect(nextAttempt(ready(state('failed', attempt)))).toMatchObject({
          attempt: attempt + 1,
          begun: false,
        });
      }),
    );
  });
});

describe('when an attempt takes long', () => {
  it('is overdue after its time and the grace, and not a moment before', () => {
    const limit = node.timeoutSeconds * 1000 + 500;

    expect(isOverdue(node, at(0), { now: at(limit), graceMs: 500 })).toBe(false);
    expect(isOverdue(node, at(0), { now: at(limit + 1), graceMs: 500 })).toBe(true);
  });

  it('is never overdue while it waits for a worker', () => {
    expect(isOverdue(node, undefined, { now: at(1e12), graceMs: 0 })).toBe(false);
  });
});
