import type { ReadyStep } from '@afo/domain';
import type { Job, JobState } from '@afo/ports';
import type { CaseDesk } from './case-desk.ts';
import type { Attempt, EngineSetup, LostAttempt } from './engine-ports.ts';
import { isOverdue, nextAttempt } from './next-attempt.ts';

export interface JobLook {
  readonly setup: EngineSetup & { readonly graceMs: number };
  readonly desk: CaseDesk;
  readonly ready: ReadyStep;
  readonly job: Job;
  readonly begun: boolean;
}

/**
 * Compares what the log says of a job step with what the queue says, and does the one thing that brings them
 * together: enqueue, or enter what happened to an attempt of which no worker will tell any more. Doing it twice, or
 * after a crash half way, changes nothing.
 */
export async function lookAfterJob(look: JobLook): Promise<void> {
  const { setup, job, begun } = look;
  const state = await setup.queue.state(job);
  switch (state.status) {
    case 'missing':
      if (begun) await lose(look, QUEUE_LOST);
      else await setup.queue.enqueue(job);
      return;
    case 'waiting':
    case 'active':
      if (isLate(look)) await endLate(look);
      return;
    case 'completed':
    case 'failed':
      await lose(look, endOf(state));
  }
}

const QUEUE_LOST: LostAttempt = {
  code: 'step.queue-lost',
  cause: 'the queue lost the job after a worker had begun it',
  retryable: true,
};

function endOf(state: JobState): LostAttempt {
  const { lost, cause = 'no cause given', status } = state;
  if (lost === true) return { code: 'step.lost', cause, retryable: true };
  return status === 'failed'
    ? { code: 'step.worker-failed', cause: `the worker gave up: ${cause}`, retryable: true }
    : { code: 'step.no-end', cause: 'the worker ended the job and not the step', retryable: true };
}

function isLate({ setup, desk, ready, job }: JobLook): boolean {
  const now = setup.clock.now();
  return isOverdue(ready.node, desk.begunAt(job.key, job.attempt), { now, graceMs: setup.graceMs });
}

async function endLate(look: JobLook): Promise<void> {
  await look.setup.queue.cancel(look.job);
  await lose(look, {
    code: 'step.timed-out',
    cause: `no end within ${String(look.job.timeoutSeconds)} s of its beginning`,
    retryable: true,
  });
}

/** The worker may have entered the end a moment before it left the job: the log is read once more before it is said. */
async function lose({ setup, desk, ready, job }: JobLook, failure: LostAttempt): Promise<void> {
  await desk.refresh(setup.log);
  const now = desk.walk(setup.workflow).ready.find(({ key }) => key === ready.key);
  if (now === undefined || nextAttempt(now).attempt !== job.attempt) return;
  await setup.steps.recordLost(attemptOf(job), failure);
}

export const attemptOf = ({ case: caseId, step, key, item, attempt }: Job): Attempt => ({
  caseId,
  step,
  key,
  attempt,
  ...(item === undefined ? {} : { item }),
});
