import type { Actor, AuthorisationId, CaseId, CaseState, EntryDraft } from '@afo/domain';
import { authorisationId, publishedFailure } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { identified } from '../case/identified.ts';
import { tell } from '../case/tell.ts';
import { PipelineError } from '../errors.ts';
import { atWorkOnHost } from './at-work.ts';
import { CONTAIN_BY_ORDER, lastHostOrder, PROVE_BY_ORDER, RELEASE } from './order-steps.ts';
import type { HostOrderName } from './order-steps.ts';

/** What a person orders to be done to the host of a case. */
export interface PersonOrder {
  readonly caseId: CaseId;
  /** The person who orders it; no rule can. */
  readonly actor: Actor;
  readonly reason: string;
  readonly reference?: string;
}

/** One attempt at a step that a person has ordered. */
export interface OrderedStep {
  readonly step: HostOrderName | typeof PROVE_BY_ORDER;
  readonly attempt: number;
  /** The order under which all of it is done. */
  readonly why: AuthorisationId;
}

/** Opens the case of an order. @throws PipelineError `host.not-a-person`, `case.not-found` */
export async function caseOfOrder(ports: Ports, order: PersonOrder): Promise<CaseBook> {
  if (order.actor.kind !== 'human')
    throw new PipelineError('host.not-a-person', 'only a person can order this of a host');
  return CaseBook.open(ports, order.caseId);
}

/**
 * Enters the order and the start of its step in one act. An order before it whose process was lost ends here.
 * @throws PipelineError `case.closed`, `case.busy`
 */
export async function beginOrder(
  ports: Ports,
  book: CaseBook,
  given: { readonly order: PersonOrder; readonly step: HostOrderName },
): Promise<OrderedStep> {
  const { step } = given;
  const order = await identified(ports, given.order);
  let why = authorisationId(book.state.next.authorisation);
  await book.append((state) => {
    why = authorisationId(state.next.authorisation);
    mustBeFree(ports, state, step);
    return [
      grant(ports, { order, step, why }),
      ...overtaken(state, step, why),
      started(state, step, why),
    ];
  });
  return { step, why, attempt: book.state.steps.get(step)?.attempt ?? 1 };
}

/** Begins another step of an order that has begun. @throws PipelineError `case.busy` when a later order has taken over */
export async function goOn(
  book: CaseBook,
  { why }: OrderedStep,
  step: OrderedStep['step'],
): Promise<OrderedStep> {
  await book.append((state) => {
    if (lastHostOrder(state)?.authorisation !== why)
      throw new PipelineError('case.busy', `another order has taken over before ${step}`);
    return [started(state, step, why)];
  });
  return { step, why, attempt: book.state.steps.get(step)?.attempt ?? 1 };
}

/** True until the step has ended, or a later order has taken it over. */
export function isCurrent(state: CaseState, { step: key, attempt }: OrderedStep): boolean {
  const step = state.steps.get(key);
  return step?.status === 'started' && step.attempt === attempt;
}

export interface FailedOrder {
  readonly ports: Ports;
  readonly book: CaseBook;
  readonly ordered: OrderedStep;
  /** What people are told, before the cause. */
  readonly words: string;
  /** What is entered ahead of the failure. */
  readonly also?: readonly EntryDraft[];
}

/** Enters that a step of an order has failed, and tells people; a step that was overtaken is the later one's to tell of. */
export async function sayFailed(
  { ports, book, ordered, words, also = [] }: FailedOrder,
  error: unknown,
): Promise<void> {
  const { step, attempt, why } = ordered;
  const { code, cause } = publishedFailure(error);
  const body = { step, key: step, attempt, code, cause, retryable: false, final: true };
  const drafts = [...also, { type: 'step.failed', body } as const].map((one) => ({ ...one, why }));
  const written = await book.append((state) => (isCurrent(state, ordered) ? drafts : []));
  if (written.length === 0) return;
  await tell(ports, book, `Case ${book.id}: ${words}: ${cause} (${code})`);
  await book.checkpoint();
}

function mustBeFree(ports: Ports, state: CaseState, step: HostOrderName): void {
  if (state.status === 'closed')
    throw new PipelineError('case.closed', `case ${state.id} is closed; reopen it first`);
  const busy = atWorkOnHost(state, ports.clock.now(), step);
  if (busy === undefined) return;
  throw new PipelineError(
    'case.busy',
    `${busy} is at work on the host, and would change again what is changed now`,
    { retryable: true },
  );
}

function grant(
  ports: Ports,
  {
    order,
    step,
    why,
  }: {
    readonly order: PersonOrder;
    readonly step: HostOrderName;
    readonly why: AuthorisationId;
  },
): EntryDraft {
  return {
    type: 'authorisation.granted',
    actor: order.actor,
    body: {
      authorisation: why,
      kind: 'command',
      approvers: [order.actor],
      reason: order.reason,
      ...(order.reference === undefined ? {} : { reference: order.reference }),
      scope: [step, ...(step === CONTAIN_BY_ORDER ? [PROVE_BY_ORDER] : [])],
      from: ports.clock.now(),
    },
  };
}

const started = (state: CaseState, step: string, why: AuthorisationId): EntryDraft => ({
  type: 'step.started',
  why,
  body: { step, key: step, attempt: (state.steps.get(step)?.attempt ?? 0) + 1 },
});

/** Steps of other orders that stand as begun: their process was lost, or looks at a host that is about to change. */
function overtaken(
  state: CaseState,
  step: HostOrderName,
  why: AuthorisationId,
): readonly EntryDraft[] {
  const cause = `order ${why} has taken over before this had ended`;
  return [RELEASE, CONTAIN_BY_ORDER, PROVE_BY_ORDER].flatMap((key) => {
    const other = state.steps.get(key);
    if (key === step || other?.status !== 'started') return [];
    const { attempt } = other;
    const body = {
      step: key,
      key,
      attempt,
      code: 'case.busy',
      cause,
      retryable: false,
      final: true,
    };
    return [{ type: 'step.failed' as const, why, body }];
  });
}
