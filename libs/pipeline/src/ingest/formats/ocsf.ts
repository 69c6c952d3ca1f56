import { parseArn } from '@afo/domain';
import type { PrincipalSubject } from '@afo/domain';
import { z } from 'zod';
import { PipelineError } from '../../errors.ts';
import { levelOfOcsf, levelOfWord } from '../severity.ts';
import type { Named } from '../subjects/named.ts';
import { clusterOf, instanceOf } from '../subjects/named.ts';
import { imageOf, isKubernetesType, workloadOf } from '../subjects/kubernetes.ts';
import { ownerOf, principalOf } from '../subjects/principal.ts';
import type { Place } from '../subjects/place.ts';
import { mustBeAccount, partitionOf } from '../subjects/place.ts';
import { tagsOf } from '../subjects/tags.ts';
import { freeText, nameText, told } from '../text.ts';
import { timeSchema } from '../time.ts';
import type { ReceivedFinding } from './received.ts';
import { parsedBy, received } from './received.ts';

/**
 * The classes that are understood; all are findings, and rules tell them apart by the class among the types.
 * https://schema.ocsf.io/categories/findings
 */
const classes: ReadonlyMap<number, string> = new Map([
  [2002, 'Vulnerability Finding'],
  [2003, 'Compliance Finding'],
  [2004, 'Detection Finding'],
  [2006, 'Data Security Finding'],
]);

const anyText = z.string().max(4096).nullish();
const anyId = z.number().nullish();
const account = z.object({ uid: anyText }).nullish();
const workloadDetails = z
  .object({
    name: anyText,
    type: anyText,
    uid: anyText,
    namespace: anyText,
    serviceAccountName: anyText,
    containers: z.unknown().optional(),
  })
  .nullish();
const actor = z
  .object({
    user: z
      .object({
        type: anyText,
        uid: anyText,
        uid_alt: anyText,
        name: anyText,
        credential_uid: anyText,
      })
      .nullish(),
  })
  .nullish()
  .catch(undefined);
const resourceSchema = z.object({
  type: anyText,
  uid: anyText,
  uid_alt: anyText,
  name: anyText,
  namespace: anyText,
  region: anyText,
  cloud_partition: anyText,
  owner: z.object({ account }).nullish(),
  account,
  tags: z.unknown().optional(),
  data: z
    .object({
      kubernetesDetails: z
        .object({
          kubernetesWorkloadDetails: workloadDetails,
          kubernetesUserDetails: z.object({ username: anyText }).nullish(),
        })
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
const findingSchema = z.object({
  class_uid: z.number(),
  severity_id: anyId,
  severity: anyText,
  activity_id: anyId,
  activity_name: anyText,
  status_id: anyId,
  status: anyText,
  time: timeSchema.nullish(),
  finding_info: z.object({
    uid: nameText(2048),
    title: freeText(1024).nullish(),
    types: z.array(freeText(500)).max(40).nullish(),
    created_time: timeSchema.nullish(),
    created_time_dt: timeSchema.nullish(),
    modified_time: timeSchema.nullish(),
    modified_time_dt: timeSchema.nullish(),
  }),
  metadata: z.object({ product: z.object({ name: anyText, uid: anyText, vendor_name: anyText }) }),
  cloud: z.object({ account, region: anyText, cloud_partition: anyText }).nullish(),
  resources: z.array(resourceSchema).max(400).nullish(),
  actor,
  evidences: z.array(z.object({ actor })).max(400).nullish().catch(undefined),
});
type OcsfFinding = z.infer<typeof findingSchema>;
type OcsfResource = z.infer<typeof resourceSchema>;

/** True for what means to be an event of the Open Cybersecurity Schema Framework. */
export const isOcsf = (value: object): boolean => 'class_uid' in value;

/**
 * Reads a finding of Security Hub (v2) or another producer of OCSF findings.
 * @throws PipelineError `event.unsupported-class`, `finding.*`
 */
export function readOcsf(value: object, raw: Uint8Array): ReceivedFinding {
  const className = classNameOf(value);
  const finding = parsedBy(findingSchema, value);
  const { finding_info: info } = finding;
  const owner = told(finding.cloud?.account?.uid);
  // Other clouds name their accounts otherwise; they have no instance that could be a subject.
  if (owner !== undefined && /^\d+$/.test(owner)) mustBeAccount(owner);
  const types = [...new Set([...(info.types ?? []), className])];
  const createdAt = info.created_time_dt ?? info.created_time;
  const updatedAt = info.modified_time_dt ?? info.modified_time ?? finding.time;
  return received(
    {
      id: info.uid,
      format: 'ocsf',
      product: productOf(finding),
      title: info.title ?? className,
      types,
      severity: levelOfWord(finding.severity ?? '') ?? levelOfOcsf(finding.severity_id ?? 0),
      ...(createdAt ? { createdAt } : {}),
      ...(updatedAt ? { updatedAt } : {}),
      ...stateOf(finding),
      resources: (finding.resources ?? []).map((resource) => () => namedIn(resource, finding)),
      aboutKubernetes:
        types.some(isKubernetesType) || (finding.resources ?? []).some(hasKubernetesFacts),
    },
    raw,
  );
}

function classNameOf(value: object): string {
  const uid: unknown = Reflect.get(value, 'class_uid');
  const name = typeof uid === 'number' ? classes.get(uid) : undefined;
  if (name !== undefined) return name;
  const shown = typeof uid === 'number' ? String(uid) : 'that is no number';
  throw new PipelineError(
    'event.unsupported-class',
    `class_uid ${shown}; understood are ${[...classes].map(([id, title]) => `${String(id)} ${title}`).join(', ')}`,
  );
}

/** Status 3 suppressed, 4 resolved, 5 archived; activity 3 closes, and Security Hub deletes closed findings. */
function stateOf(finding: OcsfFinding) {
  const status = finding.status?.toLowerCase();
  const closed = finding.activity_id === 3 || finding.activity_name?.toLowerCase() === 'close';
  return {
    sample: finding.finding_info.title?.startsWith('[SAMPLE]') === true,
    archived: finding.status_id === 5 || status === 'archived' || closed,
    suppressed: finding.status_id === 3 || status === 'suppressed',
    resolved: finding.status_id === 4 || status === 'resolved',
  };
}

const productOf = ({ metadata: { product } }: OcsfFinding): string =>
  (
    told(product.name) ??
    told(product.uid)?.split('/').at(-1) ??
    told(product.vendor_name) ??
    'unknown'
  ).slice(0, 256);

const isInstance = (type: string): boolean =>
  type === 'AWS::EC2::Instance' || type === 'AwsEc2Instance';
const isCluster = (type: string): boolean =>
  type === 'AWS::EKS::Cluster' || type === 'AwsEksCluster';

function namedIn(resource: OcsfResource, finding: OcsfFinding): readonly Named[] {
  const type = resource.type ?? '';
  const tags = tagsOf(resource.tags);
  const place = placeOf(resource, finding);
  const name = nameOf(resource);
  if (IAM_TYPE.test(type))
    return principalIn({ type, name }, { finding, place }).map((subject) => ({ subject, tags }));
  if (!isInstance(type) && !isCluster(type)) return [];
  if (isInstance(type)) return [{ subject: instanceOf(name, place), tags }];
  return [{ subject: clusterOf(name, place, workloadIn(resource)), tags }];
}

const IAM_TYPE = /^(?:AWS::IAM::|AwsIam)(User|Role|AccessKey)$/;

/**
 * As in the other formats: the owner of an access key beside whatever instance is named, and a user or a role that is
 * named by itself. The owner is whom the finding gives as the actor with that key, or as its only actor.
 */
function principalIn(
  { type, name }: { readonly type: string; readonly name: string },
  { finding, place }: { readonly finding: OcsfFinding; readonly place: Place },
): readonly PrincipalSubject[] {
  const types = (finding.resources ?? []).map((one) => one.type ?? '');
  if (types.some(isCluster)) return [];
  const kind = IAM_TYPE.exec(type)?.[1] === 'User' ? 'iam-user' : 'iam-role';
  if (!type.endsWith('AccessKey'))
    return types.some(isInstance) ? [] : [principalOf(kind, name, place)];
  const key = name.slice(name.lastIndexOf(':') + 1);
  const users = [finding, ...(finding.evidences ?? [])].flatMap((one) => one.actor?.user ?? []);
  const user = users.find((one) => one.credential_uid === key) ?? onlyOf(users);
  const owner = ownerOf(
    { accessKey: key, type: user?.type, name: user?.name, principalId: user?.uid_alt ?? user?.uid },
    place,
  );
  return owner === undefined ? [] : [owner];
}

const onlyOf = <T>(items: readonly T[]): T | undefined =>
  items.length === 1 ? items[0] : undefined;

/** `uid` is the ARN or the bare id, and `uid_alt` the other one; the ARN says more. */
function nameOf({ uid, uid_alt, name }: OcsfResource): string {
  const ids = [uid, uid_alt].flatMap((id) => told(id) ?? []);
  return ids.find((id) => parseArn(id) !== undefined) ?? ids[0] ?? told(name) ?? '';
}

const placeOf = (resource: OcsfResource, { cloud, metadata }: OcsfFinding): Place => ({
  partition:
    told(resource.cloud_partition) ??
    told(cloud?.cloud_partition) ??
    partitionOf(metadata.product.uid),
  account:
    told(resource.owner?.account?.uid) ?? told(resource.account?.uid) ?? told(cloud?.account?.uid),
  region: told(resource.region) ?? told(cloud?.region),
});

function workloadIn({ data, namespace }: OcsfResource) {
  const details = data?.kubernetesDetails;
  const workload = details?.kubernetesWorkloadDetails;
  return workloadOf({
    kind: workload?.type,
    name: workload?.name,
    namespace: workload?.namespace ?? namespace,
    uid: workload?.uid,
    serviceAccount: workload?.serviceAccountName,
    user: details?.kubernetesUserDetails?.username,
    image: imageOf(workload?.containers),
  });
}

const hasKubernetesFacts = ({ data }: OcsfResource): boolean => Boolean(data?.kubernetesDetails);
