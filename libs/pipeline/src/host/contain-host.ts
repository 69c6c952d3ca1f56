import type { Entry, Instant } from '@afo/domain';
import { isAfoError, publishedFailure } from '@afo/domain';
import type { HostChange, Ports } from '@afo/ports';
import type { CaseBook } from '../case/case-book.ts';
import { tell } from '../case/tell.ts';
import { PipelineError } from '../errors.ts';
import { carryOut } from './carry-out.ts';
import { currentEntries } from './changed-settings.ts';
import type { StepContext } from '../step/step.ts';
import { orderContext } from './order-context.ts';
import { CONTAIN_BY_ORDER, PROVE_BY_ORDER, RELEASE } from './order-steps.ts';
import { beginOrder, caseOfOrder, goOn, sayFailed } from './person-order.ts';
import type { OrderedStep, PersonOrder } from './person-order.ts';
import { lookForProof, sayUnproven } from './prove.ts';

/** What came of an order to isolate: every change is in effect, and whether that is proven. */
export interface ContainedHost {
  readonly changes: number;
  readonly proof:
    | { readonly proven: true; readonly method: string }
    | { readonly proven: false; readonly reason: string };
}

interface Contained {
  readonly changes: number;
  /** When the last change came into effect, by the log; unknown where the case has made none. */
  readonly since?: Instant;
}

/**
 * Isolates a host on order of a person, whatever the plan said and however the workflow's own containment ended: the
 * same changes by the same executor, under an authorisation of its own, and then the proof. It goes forward only; what
 * is in effect already is left, so the order can be given again, after a failure, for a later look at the proof, or
 * when the process of an earlier one has died.
 * @throws PipelineError `case.closed`, `host.not-a-person`, `host.cannot-contain`, `host.nothing-to-change`,
 * `host.not-changed`; `case.busy` while a step or a release changes the host, or when another order has taken over
 */
export async function containHost(ports: Ports, order: PersonOrder): Promise<ContainedHost> {
  const book = await caseOfOrder(ports, order);
  // Asked before the order is entered: a stack that cannot isolate says so, and no authority stands for nothing.
  const noProof = await mustBePossible(ports, book);
  const contain = await beginOrder(ports, book, { order, step: CONTAIN_BY_ORDER });
  const contained = await carriedOut(ports, book, contain);
  const proving = await goOn(book, contain, PROVE_BY_ORDER);
  const proof =
    noProof === undefined
      ? await proved(ports, book, { proving, since: contained.since })
      : await notProved(ports, book, { proving, reason: noProof });
  return { changes: contained.changes, proof };
}

/** Why nothing can prove the isolation; undefined where something can. The world is asked, not the plan. */
async function mustBePossible(ports: Ports, book: CaseBook): Promise<string | undefined> {
  const techniques = await ports.host.preflight(book.state.opened.subject, book.id);
  const against = (technique: string): string | undefined => {
    const found = techniques.find((one) => one.technique === technique);
    return found?.possible === true
      ? undefined
      : (found?.reason ?? `nothing here can ${technique}`);
  };
  const reason = against('contain');
  if (reason !== undefined)
    throw new PipelineError(
      'host.cannot-contain',
      `the host cannot be isolated from here: ${reason}`,
    );
  return against('prove');
}

async function carriedOut(ports: Ports, book: CaseBook, contain: OrderedStep): Promise<Contained> {
  const context = orderContext(ports, book, contain);
  const { step, attempt } = contain;
  try {
    const logged = await currentEntries(ports.log, book.id);
    const changes = await ports.host.changes('contain', {
      case: book.id,
      subject: book.state.opened.subject,
      changed: logged.map(({ body }) => body),
    });
    if (changes.length === 0)
      throw new PipelineError('host.nothing-to-change', 'an isolation found nothing to change');
    await carryOut(changes, {
      record: (...drafts) => context.record(...drafts),
      logged: stillDone(logged, changes),
    });
    const facts = { changes: changes.length };
    await context.record({ type: 'step.succeeded', body: { step, key: step, attempt, facts } });
    const since = lastInEffect(await currentEntries(ports.log, book.id));
    return { changes: changes.length, ...(since === undefined ? {} : { since }) };
  } catch (error) {
    await sayNotContained(ports, book, { ordered: contain, error });
    throw error;
  }
}

/** What was done once, and before a release that was begun, has to be done again: connections of the time since are open. */
function stillDone(
  logged: readonly Entry<'resource.changed'>[],
  changes: readonly HostChange[],
): readonly Entry<'resource.changed'>[] {
  const once = new Set(changes.flatMap(({ id, once: isAct }) => (isAct === true ? [id] : [])));
  const released = logged.findLast(({ body }) => body.change.startsWith(`${RELEASE}/`))?.seq ?? -1;
  return logged.filter(({ seq, body }) => seq > released || !once.has(body.change));
}

const lastInEffect = (logged: readonly Entry<'resource.changed'>[]): Instant | undefined =>
  logged.findLast(({ body }) => body.phase === 'done' && body.change.startsWith('contain/'))?.at;

/** An earlier proof may not stand as the last word about a host of which a change is not in effect (F-08). */
async function sayNotContained(
  ports: Ports,
  book: CaseBook,
  { ordered, error }: { readonly ordered: OrderedStep; readonly error: unknown },
): Promise<void> {
  const { cause } = publishedFailure(error);
  const reason = `order ${ordered.why} was not carried out whole: ${cause}`.slice(0, 4000);
  const body = { resource: book.state.opened.subject.id, reason };
  const also = [{ type: 'containment.unproven', body } as const];
  const words = 'the host is NOT isolated whole';
  await sayFailed({ ports, book, ordered, words, also }, error);
}

const NOT_PROVEN = 'all of the isolation is in effect, NOT proven';

async function notProved(
  ports: Ports,
  book: CaseBook,
  { proving, reason }: { readonly proving: OrderedStep; readonly reason: string },
): Promise<ContainedHost['proof']> {
  const context = orderContext(ports, book, proving);
  const { step } = proving;
  await sayUnproven(context, { reason });
  await context.record({ type: 'step.skipped', body: { step, key: step, reason } });
  await tell(ports, book, `Case ${book.id}: ${NOT_PROVEN}: ${reason}`);
  await book.checkpoint();
  return { proven: false, reason };
}

async function proved(
  ports: Ports,
  book: CaseBook,
  { proving, since }: { readonly proving: OrderedStep; readonly since: Instant | undefined },
): Promise<ContainedHost['proof']> {
  const proof = await looked(orderContext(ports, book, proving), proving, since).catch(
    async (error: unknown) => {
      await sayFailed({ ports, book, ordered: proving, words: NOT_PROVEN }, error);
      if (!isAfoError(error) || error.code === 'case.busy') throw error;
      return { proven: false, reason: error.message } as const;
    },
  );
  if (!proof.proven) return proof;
  await tell(ports, book, `Case ${book.id}: the host is isolated, proven by ${proof.method}`);
  await book.checkpoint();
  return proof;
}

async function looked(
  context: StepContext,
  { step, attempt }: OrderedStep,
  since: Instant | undefined,
): Promise<{ readonly proven: true; readonly method: string }> {
  const facts = await lookForProof(context, {
    since,
    unproven: (proof) => sayUnproven(context, proof),
  });
  await context.record({ type: 'step.succeeded', body: { step, key: step, attempt, facts } });
  return { proven: true, method: facts.method };
}
