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

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const principalName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, 'an IAM name is 1 to 64 letters, digits and _+=,.@-');

/** The id of an access key: an identifier, no secret. `ASIA…` is the key of a session, others are a user's own. */
export const accessKeyIdSchema = z
  .string()
  .regex(/^[A-Z0-9]{16,128}$/, 'an access key id is 16 to 128 capital letters and digits');

/** IAM is global: a principal has no region. A name is unique in its account, whatever path its ARN has (F-21). */
const principalShape = {
  id: principalName,
  partition: nameSchema,
  account: accountSchema,
  /** Access keys that the findings name, as traces to look for; a containment does not stop at them. */
  accessKeys: z.array(accessKeyIdSchema).max(100).optional(),
};
const userSubjectSchema = z.strictObject({ kind: z.literal('iam-user'), ...principalShape });
const roleSubjectSchema = z.strictObject({ kind: z.literal('iam-role'), ...principalShape });

/** A machine outside AWS, or only its image: dead-box work on a workstation. */
const hostSubjectSchema = z.strictObject({ kind: z.literal('host'), id: nameSchema });

/** Whom a case is about. One open case per subject (ING-4). */
export const subjectSchema = z.discriminatedUnion('kind', [
  instanceSubjectSchema,
  clusterSubjectSchema,
  hostSubjectSchema,
  userSubjectSchema,
  roleSubjectSchema,
]);
export type Subject = z.infer<typeof subjectSchema>;
export type InstanceSubject = z.infer<typeof instanceSubjectSchema>;
export type ClusterSubject = z.infer<typeof clusterSubjectSchema>;
/** An IAM user or role; access keys belong to one of them. */
export type PrincipalSubject =
  z.infer<typeof userSubjectSchema> | z.infer<typeof roleSubjectSchema>;

/** Every kind of subject, as playbooks name them. */
export const subjectKinds = [
  'ec2-instance',
  'eks-cluster',
  'host',
  'iam-user',
  'iam-role',
] as const;

export const isPrincipal = (subject: Subject): subject is PrincipalSubject =>
  subject.kind === 'iam-user' || subject.kind === 'iam-role';

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
    case 'iam-user':
    case 'iam-role':
      return joined([subject.kind, subject.partition, subject.account, subject.id]);
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
