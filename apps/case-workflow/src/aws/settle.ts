import type { CaseState, StepNode } from '@afo/domain';
import { epochOf } from '@afo/domain';
import { recordLostStep } from '@afo/pipeline';
import type { StepTask } from '@afo/pipeline';
import type { Job, JobQueue, JobState, Ports } from '@afo/ports';
import type { SettleEvent } from './events.ts';

export interface Settle {
  readonly ports: Ports;
  readonly queue: JobQueue;
  readonly state: CaseState;
  readonly node: StepNode;
  readonly task: StepTask;
  readonly end: SettleEvent['end'];
}

interface Loss {
  readonly code: string;
  readonly cause: string;
}

/**
 * Enters what became of an attempt whose end is not in the log, where it is certain that nobody will enter it any
 * more. An attempt that only waits for a worker is not lost, however long it waits (docs/adr/0002, 0013). Of a case
 * that was closed nothing more is entered, and its job is cancelled.
 */
export async function settle(request: Settle): Promise<void> {
  const { ports, task } = request;
  if (request.state.status === 'closed') return cancelJob(request);
  if (hasEnded(request)) return;
  const loss = await lossOf(request);
  if (loss !== undefined) await recordLostStep(ports, task, { ...loss, retryable: true });
}

async function cancelJob({ node, queue, task }: Settle): Promise<void> {
  if (node.run.as === 'job') await queue.cancel(jobOf(task, node, node.run.queue));
}

function hasEnded({ state, task }: Settle): boolean {
  const step = state.steps.get(task.key);
  if (step === undefined) return false;
  return (
    step.ended ||
    step.attempt > task.attempt ||
    (step.attempt === task.attempt && step.status === 'failed')
  );
}

function lossOf(request: Settle): Loss | undefined | Promise<Loss | undefined> {
  const { node, end } = request;
  if (node.run.as === 'job') return lossOfJob(request, jobOf(request.task, node, node.run.queue));
  switch (end) {
    case 'timed-out':
      return timedOut(node);
    case 'told':
    case 'no-heartbeat':
    case 'failed':
      return { code: 'step.lost', cause: 'what carried it out ended without a word' };
  }
}

async function lossOfJob({ queue, ...request }: Settle, job: Job): Promise<Loss | undefined> {
  const state = await queue.state(job);
  const step = request.state.steps.get(request.task.key);
  const isBegun = step?.status === 'started' && step.attempt === request.task.attempt;
  switch (state.status) {
    case 'missing':
      if (isBegun) return QUEUE_LOST;
      return request.end === 'failed' ? NOT_ENQUEUED : undefined;
    case 'completed':
    case 'failed':
      return endOf(state);
    case 'waiting':
      return undefined;
    case 'active':
      if (!isBegun || !isOver(request, step.startedAt)) return undefined;
      await queue.cancel(job);
      return request.end === 'timed-out' ? timedOut(request.node) : NO_HEARTBEAT;
  }
}

/** A worker that gives no sign is lost. The state machine's time runs from the queue on, the attempt's from its start. */
function isOver(
  { end, node, ports }: Omit<Settle, 'queue'>,
  startedAt: string | undefined,
): boolean {
  if (end === 'no-heartbeat') return true;
  return (
    end === 'timed-out' &&
    startedAt !== undefined &&
    Date.parse(startedAt) + node.timeoutSeconds * 1000 <= epochOf(ports.clock.now())
  );
}

const timedOut = ({ timeoutSeconds }: StepNode): Loss => ({
  code: 'step.timed-out',
  cause: `no end within ${String(timeoutSeconds)} s of its beginning`,
});
const NO_HEARTBEAT: Loss = { code: 'step.lost', cause: 'its worker gave no sign of life' };
const QUEUE_LOST: Loss = {
  code: 'step.queue-lost',
  cause: 'the queue lost the job after a worker had begun it',
};
const NOT_ENQUEUED: Loss = { code: 'step.worker-failed', cause: 'the job could not be enqueued' };

function endOf({ lost, cause = 'no cause given', status }: JobState): Loss {
  if (lost === true) return { code: 'step.lost', cause };
  return status === 'failed'
    ? { code: 'step.worker-failed', cause: `the worker gave up: ${cause}` }
    : { code: 'step.no-end', cause: 'the worker ended the job and not the step' };
}

/** The job of one attempt; the same attempt gives the same job. */
export const jobOf = (task: StepTask, node: StepNode, queue: Job['queue']): Job => ({
  queue,
  case: task.caseId,
  step: task.step,
  key: task.key,
  attempt: task.attempt,
  timeoutSeconds: node.timeoutSeconds,
  heartbeatSeconds: node.heartbeatSeconds,
  ...(task.item === undefined ? {} : { item: task.item }),
});
