import { z } from 'zod';
import type { Named } from '../subjects/named.ts';
import { clusterOf, instanceOf } from '../subjects/named.ts';
import { imageOf, workloadOf } from '../subjects/kubernetes.ts';
import { ownerOf } from '../subjects/principal.ts';
import type { Place } from '../subjects/place.ts';
import { tagsOf } from '../subjects/tags.ts';
import { told } from '../text.ts';
import type { ResourceReader } from './received.ts';

// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ResourceV2.html
const anyText = z.string().max(4096).nullish();
const resourceSchema = z.object({
  resourceType: z.string().max(256),
  uid: z.string().max(2048),
  name: anyText,
  accountId: anyText,
  cloudPartition: anyText,
  region: anyText,
  tags: z.unknown().optional(),
  data: z
    .object({
      accessKey: z.object({ principalId: anyText, userName: anyText, userType: anyText }).nullish(),
      kubernetesWorkload: z
        .object({
          type: anyText,
          namespace: anyText,
          containerUids: z.unknown().optional(),
          containers: z.unknown().optional(),
        })
        .nullish(),
    })
    .nullish(),
});
type SequenceResource = z.infer<typeof resourceSchema>;
const detectionSchema = z.object({
  sequence: z.object({ resources: z.array(resourceSchema).max(400).nullish() }).nullish(),
});

/** The resources of an attack sequence, which names many at once: instances, a cluster, its workloads, access keys. */
export function sequenceResources(detection: unknown, place: Place): readonly ResourceReader[] {
  const resources = detectionSchema.safeParse(detection).data?.sequence?.resources ?? [];
  const cluster = resources.find(({ resourceType }) => resourceType === 'EKS_CLUSTER');
  return resources.map((resource) => () => namedIn(resource, { cluster, place }));
}

interface Around {
  readonly cluster: SequenceResource | undefined;
  readonly place: Place;
}

function namedIn(resource: SequenceResource, { cluster, place }: Around): readonly Named[] {
  const tags = tagsOf(resource.tags);
  switch (resource.resourceType) {
    case 'EC2_INSTANCE':
      return [{ subject: instanceOf(resource.uid, placeOf(resource, place)), tags }];
    case 'EKS_CLUSTER':
      return [{ subject: clusterOf(resource.uid, placeOf(resource, place)), tags }];
    case 'KUBERNETES_WORKLOAD':
      return cluster === undefined ? [] : [workloadIn(resource, { cluster, place })];
    case 'ACCESS_KEY':
      return cluster === undefined ? ownerIn(resource, place) : [];
    default:
      return [];
  }
}

/** Whose credentials were used; beside a cluster it is the caller of a workload, as in every other finding. */
function ownerIn(resource: SequenceResource, place: Place): readonly Named[] {
  const { principalId, userName, userType } = resource.data?.accessKey ?? {};
  const owner = ownerOf(
    { accessKey: resource.uid, principalId, name: userName, type: userType },
    placeOf(resource, place),
  );
  return owner === undefined ? [] : [{ subject: owner, tags: tagsOf(resource.tags) }];
}

function workloadIn(
  resource: SequenceResource,
  around: Around & { readonly cluster: SequenceResource },
): Named {
  const facts = resource.data?.kubernetesWorkload;
  const workload = workloadOf({
    kind: facts?.type,
    name: told(resource.name) ?? resource.uid,
    namespace: facts?.namespace,
    image: imageOf(facts?.containers),
  });
  return {
    subject: clusterOf(around.cluster.uid, placeOf(around.cluster, around.place), workload),
    tags: {},
  };
}

const placeOf = (resource: SequenceResource, place: Place): Place => ({
  partition: told(resource.cloudPartition) ?? place.partition,
  account: told(resource.accountId) ?? place.account,
  region: told(resource.region) ?? place.region,
});
