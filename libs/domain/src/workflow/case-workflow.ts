import { approval, ensure, forEach, parallel, sequence, step, when } from './workflow.ts';
import type { QueueName, StepOptions, Workflow } from './workflow.ts';

export const stepNames = [
  'triage',
  'plan',
  'preserve',
  'snapshot',
  'contain',
  'prove',
  'acquire-memory',
  'acquire-disk',
  'acquire-log',
  'verify-evidence',
  'analyse',
  'correlate',
  'report',
] as const;
export type StepName = (typeof stepNames)[number];

const HOUR = 3600;
const job = (queue: QueueName, hours: number): StepOptions => ({
  run: { as: 'job', queue },
  timeoutSeconds: hours * HOUR,
  heartbeatSeconds: 120,
  retry: { attempts: 3, backoffSeconds: 5 },
});

const contain: Workflow<StepName> = when('isolates', sequence(step('contain'), step('prove')));

/** Acquired, read back from the vault by a reader that shares no state with the writer, then analysed on a copy. */
const evidence = (acquire: 'acquire-memory' | 'acquire-disk' | 'acquire-log'): Workflow<StepName> =>
  sequence(
    step(acquire, job('acquisition', 24)),
    step('verify-evidence', job('acquisition', 24)),
    step('analyse', job('analysis', 24)),
  );

/**
 * The process of a case, whole. The host is preserved and its snapshots are started before anything runs on it;
 * memory comes before containment unless the plan contains first; disks and logs come as their sources allow. No
 * failure of one item sinks another, and a report comes out whatever happened.
 */
export const caseWorkflow: Workflow<StepName> = ensure(
  sequence(
    step('triage'),
    step('plan', { onFailure: 'stop' }),
    approval('plan'),
    step('preserve'),
    step('snapshot'),
    when('contain-first', contain),
    parallel(
      sequence(
        forEach('memories', evidence('acquire-memory')),
        when('contain-first', sequence(), contain),
      ),
      forEach('disks', evidence('acquire-disk')),
      forEach('logs', evidence('acquire-log')),
    ),
    when('has-evidence', step('correlate', job('analysis', 4))),
  ),
  step('report', job('report', 1)),
);
