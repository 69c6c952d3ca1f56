import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/index.ts';
import { planSchema, techniqueOf } from './plan.ts';

describe('when a plan is asked for a technique', () => {
  const memory = { technique: 'memory/avml', possible: true, reason: 'the host has 4 KiB pages' };
  const plan = { ...samplePlan(['memory']), techniques: [memory] };

  it('gives the verdict with its reason', () => {
    expect(techniqueOf(plan, 'memory/avml')).toEqual(memory);
  });

  it('never takes for possible what nobody has looked at', () => {
    expect(techniqueOf(plan, 'preserve')).toEqual({
      technique: 'preserve',
      possible: false,
      reason: 'the plan did not look at it',
    });
  });
});

describe('when a plan is judged', () => {
  it('F-27 has a place to say what a change hits besides the subject, and none without it', () => {
    const change = { step: 'contain', call: 'iam:PutRolePolicy', where: {}, parameters: {} };
    const faults = (alsoHits?: readonly string[]) =>
      planSchema.safeParse({
        ...samplePlan([]),
        changes: [{ ...change, ...(alsoHits && { alsoHits }) }],
      }).success;

    expect([faults(['role/web is worn by 12 instances']), faults([]), faults()]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('never asks for a third person, whom nobody could count', () => {
    expect(planSchema.safeParse(samplePlan([], 2)).success).toBe(true);
    expect(() => samplePlan([], 3)).toThrow();
  });
});
