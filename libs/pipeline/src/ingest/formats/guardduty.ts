import { z } from 'zod';
import { levelOfGuardDuty } from '../severity.ts';
import type { Named } from '../subjects/named.ts';
import { clusterOf, instanceOf } from '../subjects/named.ts';
import type { KubernetesFacts } from '../subjects/kubernetes.ts';
import { imageOf, workloadOf } from '../subjects/kubernetes.ts';
import { ownerOf } from '../subjects/principal.ts';
import type { Place } from '../subjects/place.ts';
import { isLikeArn, mustBeAccount, partitionOf } from '../subjects/place.ts';
import { tagsOf } from '../subjects/tags.ts';
import { freeText, nameText, told } from '../text.ts';
import { timeSchema } from '../time.ts';
import { sequenceResources } from './guardduty-sequence.ts';
import type { ReceivedFinding, ResourceReader } from './received.ts';
import { parsedBy, received } from './received.ts';

// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html
const anyText = z.string().max(4096).nullish();
const resourceSchema = z.object({
  resourceType: anyText,
  instanceDetails: z.object({ instanceId: anyText, tags: z.unknown().optional() }).nullish(),
  eksClusterDetails: z
    .object({ name: anyText, arn: anyText, tags: z.unknown().optional() })
    .nullish(),
  accessKeyDetails: z
    .object({ accessKeyId: anyText, principalId: anyText, userName: anyText, userType: anyText })
    .nullish(),
  containerDetails: z.object({ image: anyText }).nullish(),
  kubernetesDetails: z
    .object({
      kubernetesUserDetails: z.object({ username: anyText }).nullish(),
      kubernetesWorkloadDetails: z
        .object({
          name: anyText,
          type: anyText,
          uid: anyText,
          namespace: anyText,
          serviceAccountName: anyText,
          containers: z.unknown().optional(),
        })
        .nullish(),
    })
    .nullish(),
});
const findingSchema = z.object({
  id: nameText(2048),
  arn: anyText,
  accountId: nameText(64),
  region: nameText(64),
  partition: anyText,
  type: freeText(500),
  title: freeText(1024).nullish(),
  severity: z.number(),
  createdAt: timeSchema.nullish(),
  updatedAt: timeSchema,
  resource: resourceSchema,
  service: z
    .object({
      archived: z.boolean().nullish(),
      additionalInfo: z.object({ sample: z.boolean().nullish() }).nullish(),
      detection: z.unknown().optional(),
    })
    .nullish(),
});
type GuardDutyFinding = z.infer<typeof findingSchema>;
type GuardDutyResource = z.infer<typeof resourceSchema>;

/** True for what means to be a finding of GuardDuty, as EventBridge and the API (also in Pascal case) give it. */
export const isGuardDuty = (value: object): boolean =>
  ('resource' in value && 'accountId' in value) || ('Resource' in value && 'AccountId' in value);

/** Reads a finding of GuardDuty. Its id is `id`, never the detector's (F-42). @throws PipelineError `finding.*` */
export function readGuardDuty(value: object, raw: Uint8Array): ReceivedFinding {
  const finding = parsedBy(findingSchema, 'AccountId' in value ? camelCased(value) : value);
  mustBeAccount(finding.accountId);
  const title = finding.title ?? finding.type;
  return received(
    {
      id: finding.id,
      format: 'guardduty',
      product: 'GuardDuty',
      title,
      types: [finding.type],
      severity: levelOfGuardDuty(finding.severity),
      ...(finding.createdAt ? { createdAt: finding.createdAt } : {}),
      updatedAt: finding.updatedAt,
      sample: finding.service?.additionalInfo?.sample === true || title.startsWith('[SAMPLE]'),
      archived: finding.service?.archived === true,
      suppressed: false,
      resources: resourcesOf(finding),
      aboutKubernetes: true,
    },
    raw,
  );
}

/**
 * The cluster with its workload, the instance, and whose credentials were used. GuardDuty names the instance of a Kubernetes finding because the
 * workload ran on it, so the rule of nodes applies to each finding that names a cluster.
 */
function resourcesOf(finding: GuardDutyFinding): readonly ResourceReader[] {
  const place: Place = {
    partition: told(finding.partition) ?? partitionOf(finding.arn),
    account: finding.accountId,
    region: finding.region,
  };
  const { eksClusterDetails, instanceDetails } = finding.resource;
  return [
    ...(eksClusterDetails ? [() => [clusterIn(finding.resource, place)]] : []),
    ...(told(instanceDetails?.instanceId) === undefined
      ? []
      : [() => [instanceIn(finding.resource, place)]]),
    ...(eksClusterDetails ? [] : [() => ownerIn(finding.resource, place)]),
    ...sequenceResources(finding.service?.detection, place),
  ];
}

function instanceIn({ instanceDetails }: GuardDutyResource, place: Place): Named {
  return {
    subject: instanceOf(told(instanceDetails?.instanceId) ?? '', place),
    tags: tagsOf(instanceDetails?.tags),
  };
}

/** Whose credentials were used. Beside a cluster it is the caller, who is told with the workload. */
function ownerIn({ accessKeyDetails }: GuardDutyResource, place: Place): readonly Named[] {
  const { accessKeyId, principalId, userName, userType } = accessKeyDetails ?? {};
  const owner = ownerOf(
    { accessKey: accessKeyId, principalId, name: userName, type: userType },
    place,
  );
  return owner === undefined ? [] : [{ subject: owner, tags: {} }];
}

function clusterIn(resource: GuardDutyResource, place: Place): Named {
  const { name, arn, tags } = resource.eksClusterDetails ?? {};
  const byArn = told(arn);
  const id = byArn !== undefined && isLikeArn(byArn) ? byArn : (told(name) ?? '');
  return { subject: clusterOf(id, place, workloadOf(factsOf(resource))), tags: tagsOf(tags) };
}

function factsOf({ kubernetesDetails, containerDetails }: GuardDutyResource): KubernetesFacts {
  const workload = kubernetesDetails?.kubernetesWorkloadDetails;
  return {
    kind: workload?.type,
    name: workload?.name,
    namespace: workload?.namespace,
    uid: workload?.uid,
    serviceAccount: workload?.serviceAccountName,
    user: kubernetesDetails?.kubernetesUserDetails?.username,
    image: imageOf(workload?.containers) ?? containerDetails?.image,
  };
}

/** The API's clients write `Resource.InstanceDetails`, EventBridge `resource.instanceDetails`. Depth is bounded before. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      camelCased(member),
    ]),
  );
}
