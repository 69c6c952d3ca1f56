import type { Entry } from '@afo/domain';
import type { HostOrder, Ports } from '@afo/ports';
import type { CaseBook } from '../case/case-book.ts';
import { tell } from '../case/tell.ts';
import { PipelineError } from '../errors.ts';
import { carryOut } from './carry-out.ts';
import { changedSettings, currentEntries } from './changed-settings.ts';
import { orderContext } from './order-context.ts';
import { RELEASE } from './order-steps.ts';
import { beginOrder, caseOfOrder, sayFailed } from './person-order.ts';
import type { OrderedStep, PersonOrder } from './person-order.ts';

/**
 * Gives a host back: puts every setting that the case changed to what it was before, the last change first, under an
 * authorisation of its own (CON-4), and calls off an isolation that is still to come. What cannot be put back is a
 * failure that names it; the order can be given again, also when the process of an earlier one has died: the later
 * order takes the release over. Answers with the number of settings.
 * @throws PipelineError `case.closed`, `host.not-a-person`, `host.nothing-to-release`, `host.not-changed`; `case.busy`
 * while a step or an order to isolate changes the host, or when another order has taken the release over; PortError
 * `host.unavailable` where the stack has no control over the host
 */
export async function releaseHost(ports: Ports, order: PersonOrder): Promise<number> {
  const book = await caseOfOrder(ports, order);
  if (changedSettings(await currentEntries(ports.log, book.id)).length === 0)
    throw new PipelineError(
      'host.nothing-to-release',
      `case ${book.id} has changed nothing of its host that is not put back already`,
    );
  // Asked before the order is entered: a stack that cannot release says so, and no authority stands for nothing.
  await ports.host.restorations([], orderOf(book, []));
  const release = await beginOrder(ports, book, { order, step: RELEASE });
  const settings = await carriedOut(ports, book, release);
  await tell(ports, book, `Case ${book.id}: the host was given back`);
  await book.checkpoint();
  return settings;
}

async function carriedOut(ports: Ports, book: CaseBook, release: OrderedStep): Promise<number> {
  const context = orderContext(ports, book, release);
  const { step, attempt } = release;
  try {
    // Read once the order stands: what another has changed until then is put back too.
    const logged = await currentEntries(ports.log, book.id);
    const settings = changedSettings(logged);
    const changes = await ports.host.restorations(settings, orderOf(book, logged));
    await carryOut(changes, {
      record: (...drafts) => context.record(...drafts),
      logged: logged.filter(isOfRelease),
    });
    const facts = { settings: changes.length };
    await context.record({ type: 'step.succeeded', body: { step, key: step, attempt, facts } });
    return changes.length;
  } catch (error) {
    const words = 'the host was NOT given back whole';
    await sayFailed({ ports, book, ordered: release, words }, error);
    throw error;
  }
}

const orderOf = (book: CaseBook, logged: readonly Entry<'resource.changed'>[]): HostOrder => ({
  case: book.id,
  subject: book.state.opened.subject,
  changed: logged.map(({ body }) => body),
});

/** What an order before has begun: its open intents are answered. */
const isOfRelease = ({ body }: Entry<'resource.changed'>): boolean =>
  body.change.startsWith(`${RELEASE}/`);
