import { setTimeout as sleep } from 'node:timers/promises';
import { caseWorkflow, walk } from '@afo/domain';
import type { CaseId, CaseState } from '@afo/domain';
import { CaseBook } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { z } from 'zod';
import { isolationOrder } from './finding.ts';
import type { Stage } from './stage/start-stage.ts';

/** Sends the order, answers the request, and follows the case to its end. */
export async function playCase(stage: Stage, note: (text: string) => void): Promise<CaseState> {
  const { ports } = stage.stack;
  const until = Date.now() + stage.patienceMs;
  await stage.deployment.send(isolationOrder(stage.instance));
  const caseId = await openedCase(stage, until);
  note(`     case ${caseId}`);
  await answerRequest(stage, { caseId, until, note });
  return await ended(ports, { caseId, until, note });
}

/** Gives the host back, as a person orders it when the examination is over. */
export async function giveBack({ afo }: Stage, caseId: CaseId): Promise<number> {
  const answer = await afo(
    ...['release', caseId, '--as', 'Examiner', '--reason', 'the examination is over'],
  );
  return z.object({ settings: z.number() }).parse(answer).settings;
}

interface Following {
  readonly caseId: CaseId;
  readonly until: number;
  readonly note: (text: string) => void;
}

async function openedCase({ stack, deployment }: Stage, until: number): Promise<CaseId> {
  for (;;) {
    const [first] = await stack.ports.log.list({ limit: 1 });
    if (first !== undefined) return first.id;
    if (Date.now() > until)
      throw new Error(
        `no case was opened; messages in the dead-letter queue: ${String(await deployment.deadLetters())}`,
      );
    await sleep(250);
  }
}

async function answerRequest(
  { afo, stack: { ports } }: Stage,
  { caseId, until, note }: Following,
): Promise<void> {
  const book = await CaseBook.open(ports, caseId);
  for (;;) {
    const state = await book.refresh();
    if ([...state.requests.values()].some(({ status }) => status === 'pending')) break;
    if (walk(caseWorkflow, state).status !== 'waiting') return;
    if (Date.now() > until) throw new Error('the case does not come to its plan');
    await sleep(250);
  }
  const plan = book.state.plan;
  note(`     the plan lists ${String(plan?.changes.length ?? 0)} changes; a person approves it`);
  await afo('approve', caseId, '--as', 'Examiner', '--reason', 'the plan was read');
}

async function ended(ports: Ports, { caseId, until, note }: Following): Promise<CaseState> {
  const book = await CaseBook.open(ports, caseId);
  const told = new Set<string>();
  for (;;) {
    const state = await book.refresh();
    for (const { key, status, ended: isOver, cause, reason } of state.steps.values()) {
      if (!isOver || told.has(key)) continue;
      told.add(key);
      const why = cause ?? reason;
      note(`     ${key}: ${status}${why === undefined ? '' : ` – ${why}`}`);
    }
    if (walk(caseWorkflow, state).status !== 'waiting') return state;
    if (Date.now() > until) throw new Error('the case does not come to its end');
    await sleep(250);
  }
}
