import type { CaseId, EvidenceId, Workflow } from '@afo/domain';
import type { CaseLog, Clock, JobQueue } from '@afo/ports';

/** One attempt at one step of one case. */
export interface Attempt {
  readonly caseId: CaseId;
  readonly step: string;
  readonly key: string;
  readonly item?: EvidenceId;
  readonly attempt: number;
}

/** Why an attempt ended without its worker saying so. */
export interface LostAttempt {
  /** A `StepErrorCode`, `step.timed-out`, `step.cancelled`, or that of the error that ended a `call` step. */
  readonly code: string;
  readonly cause: string;
  /** False when no further attempt may follow. */
  readonly retryable: boolean;
}

/**
 * What the engine has done for it by the use cases; the composition root brings them. Each is idempotent and judges
 * by the log whether there is anything left to do.
 */
export interface EngineSteps {
  /** Carries out a `call` step in this process; its end is in the log when it resolves. */
  runCall(attempt: Attempt, signal: AbortSignal): Promise<unknown>;
  /** Enters that an attempt failed, unless it has ended or a later one has begun. */
  recordLost(attempt: Attempt, failure: LostAttempt): Promise<unknown>;
  /** Asks people at an approval point. */
  requestApproval(caseId: CaseId, approval: string): Promise<unknown>;
  /** Enters that requests whose deadline has passed are void. */
  expireApprovals(caseId: CaseId): Promise<unknown>;
}

export interface EngineSetup {
  readonly workflow: Workflow;
  readonly log: CaseLog;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly steps: EngineSteps;
  /** Hears of what went wrong with one case; the others go on. */
  readonly onProblem?: (problem: { readonly caseId?: CaseId; readonly error: unknown }) => void;
  /** `call` steps that run at once; default 8. */
  readonly concurrency?: number;
  /** Longest pause between two looks at the jobs of a case, in milliseconds; default 1000. */
  readonly tickMs?: number;
  /** How long what was aborted may take to end before it is entered as failed, in milliseconds; default 60,000. */
  readonly graceMs?: number;
}
