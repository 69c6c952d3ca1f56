import type { CaseId, CaseState, StepNode } from '@afo/domain';
import { caseWorkflow, holds, isAfoError } from '@afo/domain';
import {
  approvalWait,
  CaseBook,
  expireApprovals,
  nodeOf,
  PipelineError,
  requestApproval,
} from '@afo/pipeline';
import type { StepHandlers } from '@afo/pipeline';
import type { JobQueue, Ports, TaskTokens } from '@afo/ports';
import { RETRYABLE } from '@afo/state-machine';
import { pageOf } from './answers.ts';
import { approvalStanding, owedStanding } from './approval-standing.ts';
import {
  approvalEvent,
  askEvent,
  callEvent,
  dispatchEvent,
  settleEvent,
  taskOf,
} from './events.ts';
import { jobOf, settle } from './settle.ts';
import { standing } from './standing.ts';
import { withinTime } from './within-time.ts';

export interface HandlerSetup {
  readonly ports: Ports;
  /** Opened by the functions that put jobs into it or ask it, and by no other: it is in a network of its own. */
  readonly queue: () => Promise<JobQueue>;
  readonly tokens: TaskTokens;
  /** The short steps; the long ones are carried out by workers. */
  readonly steps: StepHandlers;
}

/** A function behind the state machine. What it answers goes into the machine's state: ids and counters. */
export type Handler = (event: unknown) => Promise<unknown>;
export type Handlers = Readonly<
  Record<'callStep' | 'dispatchJob' | 'settleStep' | 'ask' | 'requestApproval', Handler>
>;

/**
 * The functions behind the state machine of a case (libs/state-machine), of which each may be called twice for the
 * same event: what is done already is found in the log.
 */
export const handlers = (setup: HandlerSetup): Handlers => ({
  callStep: retryably((event) => callStep(setup, event)),
  dispatchJob: retryably((event) => dispatchJob(setup, event)),
  settleStep: retryably((event) => settleStep(setup, event)),
  ask: retryably((event) => ask(setup, event)),
  requestApproval: retryably((event) => atApproval(setup, event)),
});

async function callStep({ ports, steps }: HandlerSetup, event: unknown) {
  const task = taskOf(callEvent.parse(event));
  const node = known(task.step);
  // Nothing is begun under an authorisation whose time is over.
  await expireApprovals(ports, task.caseId);
  await withinTime(node, { ports, handlers: steps, task });
  return standing(await stateOf(ports, task.caseId), task, node);
}

async function dispatchJob({ ports, queue, tokens }: HandlerSetup, event: unknown) {
  const { token, ...attempt } = dispatchEvent.parse(event);
  const task = taskOf(attempt);
  const node = known(task.step);
  if (node.run.as !== 'job') throw new PipelineError('step.unknown', `${task.step} is no job`);
  const waiting = { case: task.caseId, key: task.key, attempt: task.attempt };
  // The token first: a worker may have ended the job before this function has.
  await tokens.keep(waiting, token);
  await expireApprovals(ports, task.caseId);
  const { next, attempt: wanted } = standing(await stateOf(ports, task.caseId), task, node);
  if (next === 'again' && wanted === task.attempt)
    await (await queue()).enqueue(jobOf(task, node, node.run.queue));
  else await tokens.wake(waiting);
  return {};
}

async function settleStep({ ports, queue }: HandlerSetup, event: unknown) {
  const { end, ...attempt } = settleEvent.parse(event);
  const task = taskOf(attempt);
  const node = known(task.step);
  const state = await stateOf(ports, task.caseId);
  await settle({ ports, queue: await queue(), state, node, task, end });
  return standing(await stateOf(ports, task.caseId), task, node);
}

async function ask({ ports }: HandlerSetup, event: unknown) {
  const question = askEvent.parse(event);
  const state = await stateOf(ports, question.case);
  if ('collection' in question) return pageOf(state, question.collection, question.from);
  return { next: holds(question.condition, state) ? 'yes' : 'no' };
}

async function atApproval({ ports, tokens }: HandlerSetup, event: unknown) {
  const { case: caseId, approval, until, token } = approvalEvent.parse(event);
  const standingAt = until === undefined ? approvalStanding : owedStanding;
  const waiting = approvalWait(caseId, approval);
  // The token before the look: an answer that comes in between wakes the machine.
  if (token !== undefined) await tokens.keep(waiting, token);
  await expireApprovals(ports, caseId);
  if (standingAt(await stateOf(ports, caseId), approval) === 'wait')
    await requestApproval(ports, caseId, approval);
  const next = standingAt(await stateOf(ports, caseId), approval);
  if (token !== undefined && next !== 'wait') await tokens.wake(waiting);
  return { next };
}

const stateOf = async (ports: Ports, caseId: CaseId): Promise<CaseState> =>
  (await CaseBook.open(ports, caseId)).state;

function known(step: string): StepNode {
  const node = nodeOf(caseWorkflow, step);
  if (node === undefined)
    throw new PipelineError('step.unknown', `the workflow has no step ${step}`);
  return node;
}

/** The state machine tells errors apart by their name alone. */
class RetryableError extends Error {
  override readonly name = RETRYABLE;
}

const retryably =
  (handler: Handler): Handler =>
  async (event) => {
    try {
      return await handler(event);
    } catch (error) {
      if (!isAfoError(error) || !error.retryable) throw error;
      throw new RetryableError(`${error.code}: ${error.message}`, { cause: error });
    }
  };
