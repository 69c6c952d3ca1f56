import { severitySchema, workloadSchema } from '@afo/domain';
import { z } from 'zod';
import type { Named } from '../subjects/named.ts';
import { clusterOf, instanceOf } from '../subjects/named.ts';
import { workloadOf } from '../subjects/kubernetes.ts';
import { principalOf } from '../subjects/principal.ts';
import { tagsOf } from '../subjects/tags.ts';
import { freeText, nameText } from '../text.ts';
import { timeSchema } from '../time.ts';
import type { ReceivedFinding } from './received.ts';
import { parsedBy, received } from './received.ts';

/** The value of `schema` in a finding of our own webhook format, version 1. */
export const WEBHOOK_SCHEMA = 'afo.finding/1';

const placed = {
  /** An ARN says all of these; without one all are needed. */
  partition: nameText(64).optional(),
  account: nameText(64).optional(),
  region: nameText(64).optional(),
  tags: z.record(z.string(), z.string()).optional(),
};
const subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ec2-instance'), id: nameText(2048), ...placed }),
  z.strictObject({
    kind: z.literal('eks-cluster'),
    id: nameText(2048),
    ...placed,
    workload: z.strictObject({ ...workloadSchema.shape, kind: nameText(64).optional() }).optional(),
  }),
  z.strictObject({ kind: z.enum(['iam-user', 'iam-role']), id: nameText(2048), ...placed }),
  z.strictObject({ kind: z.literal('host'), id: nameText(256), tags: placed.tags }),
]);
type WebhookSubject = z.infer<typeof subject>;

/**
 * Our own shape, for whatever has none of the others: Falco, an EDR, a SIEM (docs/guides/findings.md). Unknown members
 * are refused, so that a typing error is an answer to the sender and not a finding that says less than was meant.
 */
export const webhookSchema = z.strictObject({
  schema: z.literal(WEBHOOK_SCHEMA),
  id: nameText(2048),
  product: nameText(256),
  title: freeText(1024),
  types: z.array(nameText(500)).max(40).default([]),
  severity: z.string().toLowerCase().pipe(severitySchema),
  createdAt: timeSchema.optional(),
  updatedAt: timeSchema.optional(),
  action: nameText(256).optional(),
  sample: z.boolean().default(false),
  tags: z.record(z.string(), z.string()).default({}),
  subjects: z.array(subject).min(1).max(200),
});

/** True for what means to be a finding of our own format, of any version. */
export const isWebhook = (value: object): boolean => {
  const schema: unknown = Reflect.get(value, 'schema');
  return typeof schema === 'string' && schema.startsWith('afo.finding/');
};

/** Reads a finding of our own webhook format. @throws PipelineError `finding.*` */
export function readWebhook(value: unknown, raw: Uint8Array): ReceivedFinding {
  const { id, product, title, types, severity, sample, ...more } = parsedBy(webhookSchema, value);
  const { subjects, tags, action, createdAt, updatedAt } = more;
  return received(
    {
      id,
      format: 'webhook',
      product,
      title,
      types,
      severity,
      sample,
      ...(action === undefined ? {} : { action }),
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(updatedAt === undefined ? {} : { updatedAt }),
      archived: false,
      suppressed: false,
      tags: { ...tagsOf(tags) },
      resources: subjects.map((one) => () => [namedIn(one)]),
      // The sender says itself what a subject is and what its nodes are.
      aboutKubernetes: false,
    },
    raw,
  );
}

function namedIn(one: WebhookSubject): Named {
  const tags = tagsOf(one.tags);
  switch (one.kind) {
    case 'host':
      return { subject: { kind: 'host', id: one.id }, tags };
    case 'ec2-instance':
      return { subject: instanceOf(one.id, one), tags };
    case 'eks-cluster':
      return { subject: clusterOf(one.id, one, workloadOf(one.workload ?? {})), tags };
    case 'iam-user':
    case 'iam-role':
      return { subject: principalOf(one.kind, one.id, one), tags };
  }
}
