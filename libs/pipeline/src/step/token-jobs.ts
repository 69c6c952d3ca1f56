import type { CaseId } from '@afo/domain';
import type { JobHandler, TaskTokens, Waiting } from '@afo/ports';

export interface TokenJobs {
  /** What carries out the jobs, `stepJobs` as a rule. */
  readonly handler: JobHandler;
  readonly tokens: TaskTokens;
  /** Hears of a sign that could not be given. The job goes on: what came of it is in the log. */
  readonly onProblem: (error: unknown) => void;
}

/** Signs of life in the time of one heartbeat: two may be lost. */
const SIGNS = 3;

/**
 * Carries out jobs for which a state machine waits: gives it signs of life, and wakes it when the job has ended. A job
 * that its worker gives back is not told: another worker may take it up before the heartbeat is over.
 */
export const tokenJobs =
  ({ handler, tokens, onProblem }: TokenJobs): JobHandler =>
  async (job, context) => {
    const waiting = { case: job.case, key: job.key, attempt: job.attempt };
    const sign = (): void => void tokens.heartbeat(waiting).catch(onProblem);
    const signs = setInterval(sign, (job.heartbeatSeconds * 1000) / SIGNS);
    sign();
    try {
      await handler(job, context);
    } finally {
      clearInterval(signs);
    }
    await tokens.wake(waiting).catch(onProblem);
  };

/** What a state machine waits for at an approval point; whoever enters an answer wakes it. */
export const approvalWait = (caseId: CaseId, approval: string): Waiting => ({
  case: caseId,
  key: `approval/${approval}`,
  attempt: 1,
});
