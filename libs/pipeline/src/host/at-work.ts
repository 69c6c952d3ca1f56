import type { CaseState, Instant } from '@afo/domain';
import { caseWorkflow, epochOf } from '@afo/domain';
import { nodeOf } from '../step/node-of.ts';
import { hostOrders, lastHostOrder } from './order-steps.ts';
import type { HostOrderName } from './order-steps.ts';

const workflowSteps = ['preserve', 'contain'] as const;

/**
 * The step, or the order of a person, that changes settings of the host now or will do so again in a moment; undefined
 * where there is none. What has no end in the log counts as long as all its attempts may take: a worker or a terminal
 * that was lost does not keep a host for ever. An order of the name `but` is not counted: it can be taken over.
 */
export function atWorkOnHost(
  state: CaseState,
  now: Instant,
  but?: HostOrderName,
): (typeof workflowSteps)[number] | HostOrderName | undefined {
  const step = workflowSteps.find((name) => {
    const { ended, startedAt } = state.steps.get(name) ?? {};
    return ended === false && isRecent(startedAt, { name, now });
  });
  return step ?? orderAtWork(state, now, but);
}

/** The order of a person that changes settings of the host now. */
export function orderAtWork(
  state: CaseState,
  now: Instant,
  but?: HostOrderName,
): HostOrderName | undefined {
  return hostOrders.find((name) => {
    if (name === but || state.steps.get(name)?.status !== 'started') return false;
    return isRecent(lastHostOrder(state, [name])?.from, { name: 'contain', now });
  });
}

function isRecent(
  since: Instant | undefined,
  { name, now }: { readonly name: string; readonly now: Instant },
): boolean {
  if (since === undefined) return false;
  const node = nodeOf(caseWorkflow, name);
  const seconds =
    node === undefined
      ? 0
      : node.retry.attempts * (node.timeoutSeconds + node.retry.backoffSeconds);
  return epochOf(now) < epochOf(since) + seconds * 1000;
}
