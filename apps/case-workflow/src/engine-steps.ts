import type { CaseId, EvidenceId } from '@afo/domain';
import {
  expireApprovals,
  hostSteps,
  planWith,
  recordLostStep,
  requestApproval,
  runStep,
  triage,
} from '@afo/pipeline';
import type { PlanningPlaybook, StepHandlers } from '@afo/pipeline';
import type { Ports } from '@afo/ports';

/** One attempt at one step, as the engine names it. */
interface Attempt {
  readonly caseId: CaseId;
  readonly step: string;
  readonly key: string;
  readonly item?: EvidenceId;
  readonly attempt: number;
}

/** The short steps of a case, which run in the engine's own process. */
export const callSteps = (playbook: PlanningPlaybook): StepHandlers => ({
  triage,
  plan: planWith(playbook),
  ...hostSteps,
});

/** What the engine has done for it, by the use cases of the pipeline. */
export function engineSteps(
  ports: Ports,
  handlers: StepHandlers,
  unexpected: (error: unknown) => void,
) {
  return {
    runCall: (task: Attempt, signal: AbortSignal) =>
      runStep({
        ports,
        handlers,
        task,
        control: { signal, progress: () => undefined, unexpected },
      }),
    recordLost: (
      task: Attempt,
      failure: { readonly code: string; readonly cause: string; readonly retryable: boolean },
    ) => recordLostStep(ports, task, failure),
    requestApproval: (caseId: CaseId, approval: string) => requestApproval(ports, caseId, approval),
    expireApprovals: (caseId: CaseId) => expireApprovals(ports, caseId),
  };
}
