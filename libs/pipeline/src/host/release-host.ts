import type { Actor, CaseId, CaseState, EntryDraft } from '@afo/domain';
import { authorisationId, isAfoError } from '@afo/domain';
import type { HostChange, Ports } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { tell } from '../case/tell.ts';
import { PipelineError } from '../errors.ts';
import { carryOut } from './carry-out.ts';
import { changedSettings, currentEntries, RELEASE } from './changed-settings.ts';

export interface ReleaseHost {
  readonly caseId: CaseId;
  /** The person who orders it; a host is never given back by a rule. */
  readonly actor: Actor;
  readonly reason: string;
  readonly reference?: string;
}

/**
 * Gives a host back: puts every setting that the case changed to what it was before, the last change first, under an
 * authorisation of its own (CON-4). What cannot be put back is a failure that names it; the order can be given again.
 * @throws PipelineError `case.closed`, `host.not-a-person`, `host.nothing-to-release`, `host.not-changed`;
 * PortError `host.unavailable` where the stack has no control over the host
 */
export async function releaseHost(ports: Ports, order: ReleaseHost): Promise<number> {
  if (order.actor.kind !== 'human')
    throw new PipelineError('host.not-a-person', 'only a person can order that a host is released');
  const book = await CaseBook.open(ports, order.caseId);
  const logged = await currentEntries(ports.log, book.id);
  const settings = changedSettings(logged);
  if (settings.length === 0)
    throw new PipelineError(
      'host.nothing-to-release',
      `case ${book.id} has changed nothing of its host that is not put back already`,
    );
  const { subject } = book.state.opened;
  // Asked before the order is entered: a stack that cannot release says so, and no authority stands for nothing.
  const changes = await ports.host.restorations(settings, {
    case: book.id,
    subject,
    changed: logged.map(({ body }) => body),
  });
  const attempt = await begin(ports, book, order);
  await end(ports, book, { attempt, changes });
  return changes.length;
}

async function begin(ports: Ports, book: CaseBook, order: ReleaseHost): Promise<number> {
  await book.append((state) => [grant(ports, state, order), started(state)]);
  return book.state.steps.get(RELEASE)?.attempt ?? 1;
}

function started(state: CaseState): EntryDraft {
  const attempt = (state.steps.get(RELEASE)?.attempt ?? 0) + 1;
  return { type: 'step.started', body: { step: RELEASE, key: RELEASE, attempt } };
}

function grant(ports: Ports, state: CaseState, order: ReleaseHost): EntryDraft {
  if (state.status === 'closed')
    throw new PipelineError('case.closed', `case ${state.id} is closed; reopen it to release`);
  return {
    type: 'authorisation.granted',
    actor: order.actor,
    body: {
      authorisation: authorisationId(state.next.authorisation),
      kind: 'command',
      approvers: [order.actor],
      reason: order.reason,
      ...(order.reference === undefined ? {} : { reference: order.reference }),
      scope: [RELEASE],
      from: ports.clock.now(),
    },
  };
}

async function end(
  ports: Ports,
  book: CaseBook,
  { attempt, changes }: { readonly attempt: number; readonly changes: readonly HostChange[] },
): Promise<void> {
  const record = async (...drafts: readonly EntryDraft[]): Promise<void> => {
    await book.append((state) => (isCurrent(state, attempt) ? drafts : []));
  };
  const place = { step: RELEASE, key: RELEASE, attempt };
  try {
    await carryOut(changes, { record, logged: [] });
    await record({
      type: 'step.succeeded',
      body: { ...place, facts: { settings: changes.length } },
    });
    await tell(ports, book, `Case ${book.id}: the host was given back`);
  } catch (error) {
    const { code, cause } = publishable(error);
    await record({
      type: 'step.failed',
      body: { ...place, code, cause, retryable: false, final: true },
    });
    await tell(
      ports,
      book,
      `Case ${book.id}: the host was NOT given back whole: ${cause} (${code})`,
    );
    throw error;
  } finally {
    await book.checkpoint();
  }
}

const isCurrent = (state: CaseState, attempt: number): boolean => {
  const step = state.steps.get(RELEASE);
  return step?.status === 'started' && step.attempt === attempt;
};

const publishable = (error: unknown) =>
  isAfoError(error)
    ? { code: error.code, cause: error.message.slice(0, 4000) || error.code }
    : { code: 'step.unexpected', cause: 'an unexpected error; the terminal has the details' };
