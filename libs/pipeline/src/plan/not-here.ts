import type { StepName } from '@afo/domain';
import { techniqueOf } from '@afo/domain';
import { PipelineError } from '../errors.ts';
import type { StepContext, StepHandler, StepHandlers } from '../step/step.ts';

/**
 * A step that acts on a live host. Where the preflight found the technique impossible, the step is skipped with that
 * reason, and the report says so. Where it is possible, this stack must bring a handler: doing nothing is a failure.
 */
const onHost =
  (name: StepName): StepHandler =>
  async (context) => {
    const reason = reasonAgainst(context, name);
    if (name === 'prove') await sayUnproven(context, reason);
    return { status: 'skipped', reason };
  };

function reasonAgainst({ book }: StepContext, name: StepName): string {
  const { plan } = book.state;
  if (plan === undefined) throw new PipelineError('step.no-plan', `there is no plan for ${name}`);
  const technique = techniqueOf(plan, name);
  if (technique.possible)
    throw new PipelineError('step.unknown', `${name} is possible here, but nothing here can do it`);
  return technique.reason;
}

/** Isolation was ordered and is not proven: that is an entry, so that no report can pass over it (F-08). */
async function sayUnproven(context: StepContext, reason: string): Promise<void> {
  // An attempt that died after this entry has made it.
  if (context.book.state.containment === 'unproven') return;
  await context.record({
    type: 'containment.unproven',
    body: { resource: context.book.state.opened.subject.id, reason },
  });
}

/** Handlers of the steps that act on a host, for stacks that cannot. */
export const hostSteps: StepHandlers = {
  preserve: onHost('preserve'),
  snapshot: onHost('snapshot'),
  contain: onHost('contain'),
  prove: onHost('prove'),
};
