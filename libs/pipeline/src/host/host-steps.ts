import type { StepName } from '@afo/domain';
import { techniqueOf } from '@afo/domain';
import type { HostStep } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import type { StepContext, StepHandler, StepHandlers } from '../step/step.ts';
import { orderAtWork } from './at-work.ts';
import { carryOut } from './carry-out.ts';
import { currentEntries } from './changed-settings.ts';
import { givenBack } from './order-steps.ts';
import { prove } from './prove.ts';

/**
 * A step that acts on a live host. Where the preflight found the technique impossible, the step is skipped with that
 * reason, and the report says so. Where it is possible, having nothing to change is a failure: it would be reported as
 * if it had been done.
 */
const onHost =
  (name: HostStep): StepHandler =>
  async (context) => {
    const reason = calledOff(context, name) ?? reasonAgainst(context, name);
    if (reason !== undefined) return { status: 'skipped', reason };
    const { ports, book } = context;
    if (name === 'contain') mustNotMeetAnOrder(context);
    const logged = await currentEntries(ports.log, book.id);
    const changes = await ports.host.changes(name, {
      case: book.id,
      subject: book.state.opened.subject,
      changed: logged.map(({ body }) => body),
    });
    if (changes.length === 0)
      throw new PipelineError('host.nothing-to-change', `${name} found nothing to change`, {
        // An empty answer may be a late one.
        retryable: true,
      });
    await carryOut(changes, { record: (...drafts) => context.record(...drafts), logged });
    return { status: 'succeeded', facts: { changes: changes.length } };
  };

/** A host that a person has given back is not changed again by what was planned before; its snapshots are evidence. */
const calledOff = ({ book }: StepContext, name: HostStep): string | undefined =>
  name === 'snapshot' ? undefined : givenBack(book.state);

/** A containment and an order to isolate side by side would each do again what the other has begun. */
function mustNotMeetAnOrder({ ports, book: { state } }: StepContext): void {
  const order = orderAtWork(state, ports.clock.now());
  if (order !== undefined)
    throw new PipelineError('case.busy', `${order} is at work on the host`, { retryable: true });
}

/** Why a technique is out; undefined where it is possible. */
function reasonAgainst({ book }: StepContext, name: StepName): string | undefined {
  const { plan } = book.state;
  if (plan === undefined) throw new PipelineError('step.no-plan', `there is no plan for ${name}`);
  const technique = techniqueOf(plan, name);
  return technique.possible ? undefined : technique.reason;
}

/** Handlers of the steps that act on a host. */
export const hostSteps: StepHandlers = {
  preserve: onHost('preserve'),
  snapshot: onHost('snapshot'),
  contain: onHost('contain'),
  prove: (context) => prove(context, reasonAgainst(context, 'prove')),
};
