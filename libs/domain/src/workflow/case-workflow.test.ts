import { describe, expect, it } from 'vitest';
import { caseWorkflow, stepNames } from './case-workflow.ts';
import type { StepNode, Workflow } from './workflow.ts';

function stepsOf(node: Workflow): readonly StepNode[] {
  switch (node.kind) {
    case 'step':
      return [node];
    case 'sequence':
      return node.parts.flatMap(stepsOf);
    case 'parallel':
      return node.branches.flatMap(stepsOf);
    case 'for-each':
      return stepsOf(node.body);
    case 'when':
      return [node.then, ...(node.otherwise === undefined ? [] : [node.otherwise])].flatMap(
        stepsOf,
      );
    case 'approval':
      return [];
    case 'ensure':
      return [node.body, node.after].flatMap(stepsOf);
  }
}

const steps = stepsOf(caseWorkflow);
const names = steps.map(({ name }) => name);

describe('the process of a case', () => {
  it('names every step that the product knows, and no other', () => {
    expect([...new Set(names)].sort()).toEqual([...stepNames].sort());
  });

  it('preserves and snapshots before anything runs on the host', () => {
    expect(names.indexOf('snapshot')).toBeLessThan(names.indexOf('acquire-memory'));
    expect(names.indexOf('preserve')).toBeLessThan(names.indexOf('contain'));
  });

  it('is plain data, so that it can be compiled for another stack', () => {
    expect(JSON.parse(JSON.stringify(caseWorkflow))).toEqual(caseWorkflow);
  });

  it('F-51 bounds every step in time, in attempts and between two signs of life', () => {
    const unbounded = steps.filter(
      ({ timeoutSeconds, heartbeatSeconds, retry }) =>
        !Number.isFinite(timeoutSeconds) ||
        heartbeatSeconds <= 0 ||
        heartbeatSeconds > timeoutSeconds ||
        retry.attempts < 2 ||
        retry.backoffSeconds <= 0,
    );

    expect(steps.length).toBeGreaterThan(stepNames.length);
    expect(unbounded).toEqual([]);
  });

  it('F-51 holds no call longer than the 15 minutes that a function of the cloud may run', () => {
    const calls = steps.filter(({ run }) => run.as === 'call');

    expect(Math.max(...calls.map(({ timeoutSeconds }) => timeoutSeconds))).toBeLessThanOrEqual(900);
  });
});
