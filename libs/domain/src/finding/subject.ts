import { z } from 'zod';
import { boundedText, nameSchema } from '../identity/text.ts';

const accountSchema = z.string().regex(/^\d{12}$/, 'an AWS account id has 12 digits');
const placeShape = { partition: nameSchema, account: accountSchema, region: nameSchema };

/** An EC2 instance, named by its instance id. */
const instanceSubjectSchema = z.strictObject({
  kind: z.literal('ec2-instance'),
  id: z
    .string()
    .regex(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'an instance id is i- and 8 or 17 hex digits'),
  ...placeShape,
});

/** What runs in a cluster and is suspected; kinds as Kubernetes writes them. */
export const workloadSchema = z.strictObject({
  kind: z
    .enum(['Pod', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'])
    .optional(),
  namespace: nameSchema.optional(),
  name: nameSchema.optional(),
  uid: nameSchema.optional(),
  serviceAccount: nameSchema.optional(),
  /** Kubernetes user of the API call, e.g. `system:anonymous`. */
  user: nameSchema.optional(),
  image: boundedText(1024).optional(),
  /** EC2 instance or node names that the finding names. */
  nodes: z.array(nameSchema).max(100).optional(),
});
export type Workload = z.infer<typeof workloadSchema>;

/** An EKS cluster, with the workload in it when the finding names one; `id` is the cluster's name. */
const clusterSubjectSchema = z.strictObject({
  kind: z.literal('eks-cluster'),
  id: nameSchema,
  ...placeShape,
  workload: workloadSchema.optional(),
});

/** A machine outside AWS, or only its image: dead-box work on a workstation. */
const hostSubjectSchema = z.strictObject({ kind: z.literal('host'), id: nameSchema });

/** Whom a case is about. One open case per subject (ING-4). */
export const subjectSchema = z.discriminatedUnion('kind', [
  instanceSubjectSchema,
  clusterSubjectSchema,
  hostSubjectSchema,
]);
export type Subject = z.infer<typeof subjectSchema>;
export type InstanceSubject = z.infer<typeof instanceSubjectSchema>;
export type ClusterSubject = z.infer<typeof clusterSubjectSchema>;

/**
 * One string per subject: two findings with equal keys belong to one case. The account is the one the resource is
 * in, so a finding seen in a member and in an aggregator account has one key (F-41).
 */
export function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'ec2-instance':
      return joined([subject.kind, subject.partition, subject.account, subject.region, subject.id]);
    case 'eks-cluster':
      return joined([
        subject.kind,
        subject.partition,
        subject.account,
        subject.region,
        subject.id,
        ...workloadKey(subject.workload),
      ]);
    case 'host':
      return joined([subject.kind, subject.id]);
  }
}

/**
 * A named workload is the subject whoever called its API; only where none is named is it the service account, and
 * then the user. Otherwise an audit-log finding and a runtime finding on one pod would open two cases.
 */
function workloadKey(workload: Workload | undefined): readonly string[] {
  if (workload === undefined) return [];
  const { kind = '', namespace = '', name, serviceAccount, user } = workload;
  if (name !== undefined) return ['workload', kind, namespace, name];
  if (serviceAccount !== undefined) return ['service-account', namespace, serviceAccount];
  return user === undefined ? [] : ['user', user];
}

// JSON keeps the parts apart whatever characters a hostile name holds.
const joined = (parts: readonly string[]): string => JSON.stringify(parts);
