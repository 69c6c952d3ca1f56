import type { CaseState, StepState, Walk } from '@afo/domain';
import type { Job, JobQueue } from '@afo/ports';
import type { CaseDesk } from './case-desk.ts';
import type { EngineSetup, LostAttempt } from './engine-ports.ts';
import type { InFlight } from './in-flight.ts';
import { attemptOf } from './look-after-job.ts';
import { possibleSteps } from './possible-steps.ts';
import type { PossibleStep } from './possible-steps.ts';
import { jobOf } from './job-of.ts';

export interface ClearAway {
  readonly setup: EngineSetup & { readonly graceMs: number };
  readonly desk: CaseDesk;
  readonly state: CaseState;
  readonly walk: Walk;
  readonly inFlight: InFlight;
}

/**
 * Work that the case no longer wants (it was stopped or closed) is cancelled and comes to an end in the log, before
 * anything else is begun: a report must not speak of an acquisition that still runs. True when nothing is left.
 */
export async function clearAway(clear: ClearAway): Promise<boolean> {
  const { desk, state, walk, setup } = clear;
  const wanted = new Set(walk.ready.map(({ key }) => key));
  const unended = possibleSteps(setup.workflow, state).filter(
    ({ key }) => state.steps.get(key)?.ended !== true,
  );
  // After a restart nobody knows what lies in the queue for this case: each of them may.
  desk.jobs ??= new Map(unended.map(({ key }) => [key, undefined]));
  const unwanted = unended.filter(({ key }) => !wanted.has(key));
  const left = await Promise.all(unwanted.map((step) => isLeft(clear, step)));
  return !left.includes(true);
}

async function isLeft(clear: ClearAway, step: PossibleStep): Promise<boolean> {
  const { setup, desk, state } = clear;
  // Begun, or failed with the promise of another attempt: the log must not leave it like that.
  const begun = state.steps.has(step.key);
  if (step.node.run.as === 'call') return begun && (await endCall(clear, step));
  if (!begun && desk.jobs?.has(step.key) !== true) return false;
  const job = jobOf(desk.id, step, attemptAt(state.steps.get(step.key)));
  if (await isWorkedOn(clear, job)) return true;
  desk.jobs?.delete(step.key);
  if (begun && state.status === 'open') await setup.steps.recordLost(attemptOf(job), CANCELLED);
  return begun && state.status === 'open';
}

const attemptAt = (state: StepState | undefined): number => {
  if (state === undefined) return 1;
  return state.status === 'failed' ? state.attempt + 1 : state.attempt;
};

/** Cancels the job where there is one; true while its worker may still take note. */
async function isWorkedOn({ setup, desk }: ClearAway, job: Job): Promise<boolean> {
  if (!(await isInQueue(setup.queue, job))) return false;
  const since = desk.jobs?.get(job.key);
  if (since === undefined) {
    await setup.queue.cancel(job);
    desk.jobs?.set(job.key, performance.now());
    return true;
  }
  return performance.now() - since < setup.graceMs;
}

async function isInQueue(queue: JobQueue, job: Job): Promise<boolean> {
  const { status } = await queue.state(job);
  return status === 'waiting' || status === 'active';
}

async function endCall(clear: ClearAway, step: PossibleStep): Promise<boolean> {
  const { setup, desk, state, inFlight } = clear;
  const name = `${desk.id} ${step.key}`;
  if (inFlight.has(name)) {
    inFlight.abort(name, new Error('the case was stopped'));
    return true;
  }
  if (state.status === 'closed') return false;
  const attempt = attemptAt(state.steps.get(step.key));
  await setup.steps.recordLost(
    { caseId: desk.id, step: step.node.name, key: step.key, attempt },
    CANCELLED,
  );
  return true;
}

const CANCELLED: LostAttempt = {
  code: 'step.cancelled',
  cause: 'the case was stopped while this was being worked on',
  retryable: false,
};
