import type { Workload } from './subject.ts';

type WorkloadKind = NonNullable<Workload['kind']>;

const kinds: ReadonlyMap<string, WorkloadKind> = new Map([
  ['pod', 'Pod'],
  ['deployment', 'Deployment'],
  ['replicaset', 'ReplicaSet'],
  ['daemonset', 'DaemonSet'],
  ['statefulset', 'StatefulSet'],
  ['job', 'Job'],
  ['cronjob', 'CronJob'],
]);

/**
 * The kind of a workload as Kubernetes writes it, from any spelling: GuardDuty says `pods` and `deployments`, others
 * `Pod`. Undefined for what is no workload, e.g. `clusterrolebindings` (F-30).
 */
export const workloadKindOf = (text: string): WorkloadKind | undefined =>
  kinds.get(text.toLowerCase()) ?? kinds.get(text.toLowerCase().replace(/s$/, ''));
