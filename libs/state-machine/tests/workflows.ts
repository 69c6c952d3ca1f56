import fc from 'fast-check';
import { approval, ensure, forEach, parallel, sequence, step, when } from '@afo/domain';
import type { Workflow } from '@afo/domain';

const { tree } = fc.letrec<{ tree: Workflow }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(step('triage'), step('plan', { onFailure: 'stop' }), step('contain')),
    fc
      .constantFrom('acquisition' as const, 'report' as const)
      .map((queue) => step('acquire-disk', { run: { as: 'job', queue }, heartbeatSeconds: 30 })),
    fc
      .constantFrom(
        'plan',
        'a name of an approval that is far longer than any state may be called'.repeat(2),
      )
      .map((name) => approval(name)),
    fc.array(tie('tree'), { maxLength: 3 }).map((parts) => sequence(...parts)),
    fc.array(tie('tree'), { maxLength: 3 }).map((branches) => parallel(...branches)),
    fc
      .tuple(fc.constantFrom('disks', 'memories', 'logs'), tie('tree'))
      .map(([over, body]) => forEach(over, body)),
    fc
      .tuple(
        fc.constantFrom('contain-first', 'isolates', 'has-evidence'),
        tie('tree'),
        fc.option(tie('tree'), { nil: undefined }),
      )
      .map(([condition, then, otherwise]) => when(condition, then, otherwise)),
    fc.tuple(tie('tree'), tie('tree')).map(([body, after]) => ensure(body, after)),
  ),
}));

/** Any workflow that the combinators can build, small ones first. */
export const workflows = tree;
