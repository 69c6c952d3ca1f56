import type { StepNode, Workflow } from '@afo/domain';

/** The workflow with other times, so that a test does not wait for hours: what comes after what stays as it is. */
export function hurried(workflow: Workflow, change: Partial<StepNode>): Workflow {
  const within = (part: Workflow): Workflow => hurried(part, change);
  switch (workflow.kind) {
    case 'step':
      return {
        ...workflow,
        heartbeatSeconds: 60,
        ...change,
        retry: { ...workflow.retry, backoffSeconds: 0.01, ...change.retry },
      };
    case 'sequence':
      return { ...workflow, parts: workflow.parts.map(within) };
    case 'parallel':
      return { ...workflow, branches: workflow.branches.map(within) };
    case 'for-each':
      return { ...workflow, body: within(workflow.body) };
    case 'when':
      return {
        ...workflow,
        then: within(workflow.then),
        ...(workflow.otherwise === undefined ? {} : { otherwise: within(workflow.otherwise) }),
      };
    case 'approval':
      return workflow;
    case 'ensure':
      return { ...workflow, body: within(workflow.body), after: within(workflow.after) };
  }
}
