import type { CaseState, Instant } from '@afo/domain';
import { caseWorkflow, epochOf } from '@afo/domain';
import { nodeOf } from '../step/node-of.ts';

/**
 * The step that changes settings of the host now, or will do so again in a moment; undefined where there is none. A step
 * without an end counts as long as all its attempts may take: a worker that was lost does not keep a host for ever.
 */
export function atWorkOnHost(state: CaseState, now: Instant): 'preserve' | 'contain' | undefined {
  return (['preserve', 'contain'] as const).find((name) => {
    const step = state.steps.get(name);
    if (step?.ended !== false || step.startedAt === undefined) return false;
    const node = nodeOf(caseWorkflow, name);
    const seconds =
      node === undefined
        ? 0
        : node.retry.attempts * (node.timeoutSeconds + node.retry.backoffSeconds);
    return epochOf(now) < epochOf(step.startedAt) + seconds * 1000;
  });
}
