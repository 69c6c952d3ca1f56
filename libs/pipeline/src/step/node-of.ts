import type { StepNode, Workflow } from '@afo/domain';

/** The step of that name in a workflow. */
export function nodeOf(workflow: Workflow, name: string): StepNode | undefined {
  switch (workflow.kind) {
    case 'step':
      return workflow.name === name ? workflow : undefined;
    case 'sequence':
      return firstIn(workflow.parts, name);
    case 'parallel':
      return firstIn(workflow.branches, name);
    case 'for-each':
      return nodeOf(workflow.body, name);
    case 'when':
      return firstIn(
        workflow.otherwise === undefined ? [workflow.then] : [workflow.then, workflow.otherwise],
        name,
      );
    case 'approval':
      return undefined;
    case 'ensure':
      return firstIn([workflow.body, workflow.after], name);
  }
}

function firstIn(workflows: readonly Workflow[], name: string): StepNode | undefined {
  for (const workflow of workflows) {
    const found = nodeOf(workflow, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
