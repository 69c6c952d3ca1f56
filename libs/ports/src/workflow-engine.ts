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

/** Starts the workflow of a case where a cloud runs it. Starting a case that was started, or has ended, does nothing. */
export interface WorkflowStarter {
  /** `again`: a number that this case has not been started with, for a case that is taken up anew. */
  start(caseId: CaseId, again?: number): Promise<void>;
}
