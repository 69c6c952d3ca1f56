import type {
  CaseState,
  Entry,
  EntryBody,
  EntryDraft,
  EvidenceId,
  PublishedFailure,
  StepState,
} from '@afo/domain';
import { caseWorkflow, evidenceId, isAfoError, isEntry, publishedFailure, walk } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { tell } from '../case/tell.ts';
import { PipelineError } from '../errors.ts';
import { expireApprovals, isApprovalOver } from '../plan/approvals.ts';
import { nodeOf } from './node-of.ts';
import type {
  StepContext,
  StepControl,
  StepHandler,
  StepHandlers,
  StepOutcome,
  StepTask,
} from './step.ts';

export interface RunStep {
  readonly ports: Ports;
  readonly handlers: StepHandlers;
  readonly task: StepTask;
  readonly control: StepControl;
}

/**
 * Carries out one attempt at one step, on whichever machine: enters its start, calls its handler, enters its end,
 * and signs a checkpoint. A step that has ended, or whose later attempt has begun, is left alone.
 *
 * A failure is an entry and a normal return; whether to try again is the engine's business. It throws only when the
 * log cannot be written, or when the worker is shutting down (then the attempt is handed to another worker).
 */
export async function runStep({
  ports,
  handlers,
  task,
  control,
}: RunStep): Promise<'ran' | 'nothing-to-do'> {
  const handler = handlerOf(handlers, task);
  const book = await CaseBook.open(ports, task.caseId);
  await endOverdue(ports, book);
  const begun = await book.append((state) =>
    isWanted(state, task) && mayRun(state, task) ? [startOf(task)] : [],
  );
  if (begun.length === 0) return 'nothing-to-do';
  const end = await attempt(handler, contextOf({ ports, task, book, control }), control);
  const entered = await book.append((state) => (isCurrent(state, task) ? [end] : []));
  await tellOfFailure(ports, book, entered);
  await checkpointOrNote(book);
  return 'ran';
}

/** Enters that an attempt failed without its worker saying so: lost, timed out, or its queue gave up. */
export async function recordLostStep(
  ports: Ports,
  task: StepTask,
  failure: { readonly code: string; readonly cause: string; readonly retryable?: boolean },
): Promise<void> {
  const book = await CaseBook.open(ports, task.caseId);
  const entered = await book.append((state) =>
    mayRun(state, task)
      ? [failureOf(task, { ...failure, retryable: failure.retryable ?? true })]
      : [],
  );
  if (entered.length === 0) return;
  await tellOfFailure(ports, book, entered);
  await checkpointOrNote(book);
}

/** Nothing begins under an approval whose time is over; whoever comes first enters that. */
async function endOverdue(ports: Ports, book: CaseBook): Promise<void> {
  if (!isApprovalOver(ports, book.state)) return;
  await expireApprovals(ports, book.id);
  if (!isApprovalOver(ports, await book.refresh())) return;
  throw new PipelineError(
    'case.busy',
    'the time of the approval is over while the host is worked on; nothing begins before that has ended',
    { retryable: true },
  );
}

/**
 * What a step has done stands, also where it cannot be signed now: the next checkpoint covers it, and until then the log
 * says that one is missing, and why.
 */
async function checkpointOrNote(book: CaseBook): Promise<void> {
  try {
    await book.checkpoint();
  } catch (error) {
    if (!isAfoError(error)) throw error;
    const { code, cause } = publishedFailure(error);
    const text = `No checkpoint could be signed over ${String(book.state.size)} entries: ${cause} (${code})`;
    await book.append(() => [{ type: 'note.added', body: { text: text.slice(0, 4_000) } }]);
  }
}

/** A step that will not be tried again is told to people at once, not when somebody looks (F-45). */
async function tellOfFailure(
  ports: Ports,
  book: CaseBook,
  entries: readonly Entry[],
): Promise<void> {
  for (const entry of entries) {
    if (!isEntry(entry, 'step.failed') || !entry.body.final) continue;
    const { key, code, cause } = entry.body;
    await tell(
      ports,
      book,
      `Case ${book.id}: ${key} failed and will not be tried again: ${cause} (${code})`,
    );
  }
}

function handlerOf(handlers: StepHandlers, task: StepTask): StepHandler {
  const handler = Object.entries(handlers).find(([name]) => name === task.step)?.[1];
  if (handler === undefined)
    throw new PipelineError('step.unknown', `nobody here knows the step ${task.step}`);
  return handler;
}

async function attempt(
  handler: StepHandler,
  context: StepContext,
  control: StepControl,
): Promise<EntryDraft> {
  try {
    return endOf(context.task, await handler(context));
  } catch (error) {
    const reason: unknown = control.signal.aborted ? control.signal.reason : error;
    // A worker that shuts down has not failed: the next one goes on with the same attempt.
    if (control.signal.aborted && !isAfoError(reason)) throw error;
    if (!isAfoError(reason)) control.unexpected?.(reason);
    return failureOf(context.task, publishedFailure(reason));
  }
}

const placeOf = (task: StepTask) => ({
  step: task.step,
  key: task.key,
  ...(task.item === undefined ? {} : { item: task.item }),
});
const shapeOf = (task: StepTask) => ({ ...placeOf(task), attempt: task.attempt });

const startOf = (task: StepTask, reserves?: readonly EvidenceId[]): EntryDraft => ({
  type: 'step.started',
  body: { ...shapeOf(task), ...(reserves === undefined ? {} : { reserves: [...reserves] }) },
});

function endOf(task: StepTask, outcome: StepOutcome): EntryDraft {
  if (outcome.status === 'succeeded') {
    return {
      type: 'step.succeeded',
      body: { ...shapeOf(task), ...(outcome.facts === undefined ? {} : { facts: outcome.facts }) },
    };
  }
  return { type: 'step.skipped', body: { ...placeOf(task), reason: outcome.reason } };
}

function failureOf(task: StepTask, failure: PublishedFailure): EntryDraft {
  const attempts = nodeOf(caseWorkflow, task.step)?.retry.attempts ?? 1;
  const body: EntryBody<'step.failed'> = {
    ...shapeOf(task),
    ...failure,
    final: !failure.retryable || task.attempt >= attempts,
  };
  return { type: 'step.failed', body };
}

/**
 * A case that was closed, or stopped (refused, expired, no plan), wants no further work but what still stands in the
 * workflow: a job that lay in the queue, or comes back to a worker after all, begins nothing.
 */
export function isWanted(state: CaseState, task: Pick<StepTask, 'key'>): boolean {
  if (state.status === 'closed') return false;
  const isStopped =
    caseWorkflow.kind === 'ensure' && walk(caseWorkflow.body, state).status === 'stopped';
  return !isStopped || walk(caseWorkflow, state).ready.some(({ key }) => key === task.key);
}

/** An attempt may run while the step has not ended, no later attempt has begun, and it has not failed itself. */
function mayRun(state: CaseState, task: StepTask): boolean {
  const step = state.steps.get(task.key);
  if (step === undefined) return true;
  if (step.ended || step.attempt > task.attempt) return false;
  return !(step.status === 'failed' && step.attempt === task.attempt);
}

const isCurrent = (state: CaseState, task: StepTask): boolean => {
  const step = state.steps.get(task.key);
  return step?.ended === false && step.status === 'started' && step.attempt === task.attempt;
};

function contextOf({
  ports,
  task,
  book,
  control,
}: Omit<RunStep, 'handlers'> & { readonly book: CaseBook }): StepContext {
  const record = async (...drafts: readonly EntryDraft[]): Promise<void> => {
    const written = await book.append((state) => (isCurrent(state, task) ? drafts : []));
    if (written.length === 0 && drafts.length > 0)
      throw new PipelineError('case.busy', `another attempt of ${task.key} has taken over`);
  };
  const reserve = async (count: number): Promise<readonly EvidenceId[]> => {
    await book.append((state) => {
      const step = state.steps.get(task.key);
      return (step?.reserves.length ?? 0) >= count
        ? []
        : [startOf(task, enough(state, step, count))];
    });
    return (book.state.steps.get(task.key)?.reserves ?? []).slice(0, count);
  };
  return { ports, task, book, ...control, reserve, record };
}

function enough(
  state: CaseState,
  step: StepState | undefined,
  count: number,
): readonly EvidenceId[] {
  const kept = step?.reserves ?? [];
  const more = Array.from({ length: count - kept.length }, (_, index) =>
    evidenceId(state.next.evidence + index),
  );
  return [...kept, ...more];
}
