import type { CaseId } from '@afo/domain';

export interface WorkflowStatus {
  readonly case: CaseId;
  readonly status: 'done' | 'stopped' | 'waiting';
  /** Keys of the steps that are being worked on or are about to be. */
  readonly ready: readonly string[];
  readonly approvals: readonly string[];
}

/**
 * Takes every open case through the workflow. Its only memory is the case log.
 *
 * MUST: go on where it was after a crash; start a step again only as often as the step allows; note a lost worker, an
 * exceeded time or a lost queue as a failed attempt with its cause; let no branch abort its sibling.
 */
export interface WorkflowEngine {
  /** Looks after all open cases until stopped. */
  run(signal: AbortSignal): Promise<void>;
  /** One pass over one case: starts what may start, and says where it stands. */
  advance(caseId: CaseId): Promise<WorkflowStatus>;
}

/** How the workflow of a case stands in a cloud; `missing`: it was not started, or ended so long ago that it is forgotten. */
export type WorkflowRun = 'running' | 'succeeded' | 'failed' | 'timed-out' | 'aborted' | 'missing';

/**
 * Starts the workflow of a case where a cloud runs it, and looks whether it runs. Starting a case that was started, or
 * has ended, does nothing. `again`: a number that this case has not been started with, for a case that is taken up anew.
 */
export interface WorkflowStarter {
  start(caseId: CaseId, again?: number): Promise<void>;
  look(caseId: CaseId, again?: number): Promise<WorkflowRun>;
}
