import { expect, it } from 'vitest';
import { intakeRules } from './intake-rules.ts';
import { workflowEndedRule } from './workflow-rule.ts';

it('tells of every end but the good one, of this workflow alone, under a name of its own', () => {
  const { name, pattern } = workflowEndedRule('arn:of:one');

  expect(intakeRules.map((rule) => rule.name)).not.toContain(name);
  expect(pattern.detail).toEqual({
    status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
    stateMachineArn: ['arn:of:one'],
  });
});
