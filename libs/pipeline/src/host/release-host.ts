import type { Actor, AuthorisationId, CaseId, CaseState, Entry, EntryDraft } from '@afo/domain';
import { authorisationId, publishedFailure } from '@afo/domain';
import type { HostChange, Ports } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { tell } from '../case/tell.ts';
import { PipelineError } from '../errors.ts';
import { atWorkOnHost } from './at-work.ts';
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
 * authorisation of its own (CON-4). What cannot be put back is a failure that names it; the order can be given again,
 * also when the process of an earlier one has died: the later order takes the release over.
 * @throws PipelineError `case.closed`, `host.not-a-person`, `host.nothing-to-release`, `host.not-changed`; `case.busy`
 * while a step changes the host, or when another order has taken the release over; PortError `host.unavailable` where the stack has no control over the host
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
  const begun = await begin(ports, book, order);
  await end(ports, book, { ...begun, changes, logged: logged.filter(isOfRelease) });
  return changes.length;
}

/** What an order before has begun: its open intents are answered. */
const isOfRelease = ({ body }: Entry<'resource.changed'>): boolean =>
  body.change.startsWith(`${RELEASE}/`);

async function begin(
  ports: Ports,
  book: CaseBook,
  order: ReleaseHost,
): Promise<Pick<Release, 'attempt' | 'why'>> {
  let why = authorisationId(book.state.next.authorisation);
  await book.append((state) => {
    why = authorisationId(state.next.authorisation);
    return [grant(ports, state, order), started(state, why)];
  });
  return { attempt: book.state.steps.get(RELEASE)?.attempt ?? 1, why };
}

function started(state: CaseState, why: AuthorisationId): EntryDraft {
  const attempt = (state.steps.get(RELEASE)?.attempt ?? 0) + 1;
  return { type: 'step.started', why, body: { step: RELEASE, key: RELEASE, attempt } };
}

function grant(ports: Ports, state: CaseState, order: ReleaseHost): EntryDraft {
  if (state.status === 'closed')
    throw new PipelineError('case.closed', `case ${state.id} is closed; reopen it to release`);
  const busy = atWorkOnHost(state, ports.clock.now());
  if (busy !== undefined)
    throw new PipelineError(
      'case.busy',
      `${busy} is at work on the host; it would change again what a release puts back now`,
      { retryable: true },
    );
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

interface Release {
  /** The order under which all of it is done. */
  readonly why: AuthorisationId;
  readonly attempt: number;
  readonly changes: readonly HostChange[];
  readonly logged: readonly Entry[];
}

async function end(
  ports: Ports,
  book: CaseBook,
  { attempt, changes, logged, why }: Release,
): Promise<void> {
  const record = async (...drafts: readonly EntryDraft[]): Promise<void> => {
    const ordered = drafts.map((draft) => ({ ...draft, why }));
    const written = await book.append((state) => (isCurrent(state, attempt) ? ordered : []));
    // Nothing may be changed that is not written ahead: an order that was overtaken ends here.
    if (written.length === 0)
      throw new PipelineError('case.busy', 'another order has taken the release over');
  };
  const place = { step: RELEASE, key: RELEASE, attempt };
  try {
    await carryOut(changes, { record, logged });
    await record({
      type: 'step.succeeded',
      body: { ...place, facts: { settings: changes.length } },
    });
  } catch (error) {
    await sayFailed(ports, book, { place, error });
    throw error;
  }
  await tell(ports, book, `Case ${book.id}: the host was given back`);
  await book.checkpoint();
}

/** An order that was overtaken says nothing of the host: that is the later one's to say. */
async function sayFailed(
  ports: Ports,
  book: CaseBook,
  {
    place,
    error,
  }: {
    readonly place: { readonly step: string; readonly key: string; readonly attempt: number };
    readonly error: unknown;
  },
): Promise<void> {
  const { code, cause } = publishedFailure(error);
  const body = { ...place, code, cause, retryable: false, final: true };
  const written = await book.append((state) =>
    isCurrent(state, place.attempt) ? [{ type: 'step.failed', body }] : [],
  );
  if (written.length === 0) return;
  const text = `Case ${book.id}: the host was NOT given back whole: ${cause} (${code})`;
  await tell(ports, book, text);
  await book.checkpoint();
}

const isCurrent = (state: CaseState, attempt: number): boolean => {
  const step = state.steps.get(RELEASE);
  return step?.status === 'started' && step.attempt === attempt;
};
