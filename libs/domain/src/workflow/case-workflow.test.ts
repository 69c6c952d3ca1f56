import { describe, expect, it } from 'vitest';
import { caseWorkflow, stepNames } from './case-workflow.ts';
import type { Workflow } from './workflow.ts';

function stepsOf(node: Workflow): string[] {
  switch (node.kind) {
    case 'step':
      return [node.name];
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

describe('the process of a case', () => {
  it('names every step that the product knows, and no other', () => {
    expect([...new Set(stepsOf(caseWorkflow))].sort()).toEqual([...stepNames].sort());
  });

  it('preserves and snapshots before anything runs on the host', () => {
    const order = stepsOf(caseWorkflow);

    expect(order.indexOf('snapshot')).toBeLessThan(order.indexOf('acquire-memory'));
    expect(order.indexOf('preserve')).toBeLessThan(order.indexOf('contain'));
  });

  it('is plain data, so that it can be compiled for another stack', () => {
    expect(JSON.parse(JSON.stringify(caseWorkflow))).toEqual(caseWorkflow);
  });
});
