import type { CaseState, EvidenceId, StepNode, Workflow } from '@afo/domain';
import { collect, stepKey } from '@afo/domain';

export interface PossibleStep {
  readonly node: StepNode;
  readonly key: string;
  readonly item?: EvidenceId;
}

/** Every step that the workflow could ever have for the case as planned, whatever its conditions say. */
export function possibleSteps(
  workflow: Workflow,
  state: CaseState,
  item?: EvidenceId,
): readonly PossibleStep[] {
  const within = (part: Workflow): readonly PossibleStep[] => possibleSteps(part, state, item);
  switch (workflow.kind) {
    case 'step':
      return [
        {
          node: workflow,
          key: stepKey(workflow.name, item),
          ...(item === undefined ? {} : { item }),
        },
      ];
    case 'sequence':
      return workflow.parts.flatMap(within);
    case 'parallel':
      return workflow.branches.flatMap(within);
    case 'for-each':
      return collect(workflow.over, state).flatMap((planned) =>
        possibleSteps(workflow.body, state, planned.item),
      );
    case 'when':
      return [
        workflow.then,
        ...(workflow.otherwise === undefined ? [] : [workflow.otherwise]),
      ].flatMap(within);
    case 'approval':
      return [];
    case 'ensure':
      return [workflow.body, workflow.after].flatMap(within);
  }
}
