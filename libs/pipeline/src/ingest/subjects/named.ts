import type {
  ClusterSubject,
  InstanceSubject,
  PrincipalSubject,
  Subject,
  Workload,
} from '@afo/domain';
import { isInstanceId, isPrincipal, subjectKey } from '@afo/domain';
import { PipelineError } from '../../errors.ts';
import { quoted } from '../quoted.ts';
import type { Place } from './place.ts';
import { arnOf, isLikeArn, wholePlace } from './place.ts';
import type { Tags } from './tags.ts';

/** A subject that a finding names, with the tags that the finding tells of it. */
export interface Named<Kind extends Subject = Subject> {
  readonly subject: Kind;
  readonly tags: Tags;
}

/**
 * An EC2 instance named by its ARN or its bare id.
 * @throws PipelineError `finding.bad-resource`, `finding.bad-account`, `finding.no-place`
 */
export function instanceOf(name: string, place: Place): InstanceSubject {
  const arn = isLikeArn(name) ? arnOf(name) : undefined;
  const id = arn === undefined ? name : arn.resource.replace(/^instance\//, '');
  const isInstance = arn === undefined || (arn.service === 'ec2' && arn.resource !== id);
  if (!isInstance || !isInstanceId(id))
    throw new PipelineError('finding.bad-resource', `${quoted(name)} is not an EC2 instance`);
  return { kind: 'ec2-instance', id, ...wholePlace(arn ?? place, `instance ${id}`) };
}

// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
const CLUSTER_NAME = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;

/**
 * An EKS cluster named by its ARN or its bare name.
 * @throws PipelineError `finding.bad-resource`, `finding.bad-account`, `finding.no-place`
 */
export function clusterOf(name: string, place: Place, workload?: Workload): ClusterSubject {
  const arn = isLikeArn(name) ? arnOf(name) : undefined;
  const id = arn === undefined ? name : arn.resource.replace(/^cluster\//, '');
  const isCluster = arn === undefined || (arn.service === 'eks' && arn.resource !== id);
  if (!isCluster || !CLUSTER_NAME.test(id))
    throw new PipelineError('finding.bad-resource', `${quoted(name)} is not an EKS cluster`);
  return {
    kind: 'eks-cluster',
    id,
    ...wholePlace(arn ?? place, `cluster ${id}`),
    ...(workload === undefined ? {} : { workload }),
  };
}

const MAX_SUBJECTS = 200;
const MAX_NODES = 100;
const MAX_KEYS = 100;

/**
 * The subjects of one finding, each once.
 *
 * The rule of nodes: when a finding about Kubernetes names one cluster, EC2 instances of the same account and region
 * are nodes of that cluster, not subjects of their own. The workload is what is suspected, and its nodes are contained
 * and acquired with it; two cases would act on one host twice (EKS-4). A cluster that is named bare beside its
 * workload is the same subject.
 * @throws PipelineError `finding.too-many-resources`
 */
export function subjectsOf(named: readonly Named[], aboutKubernetes: boolean): readonly Named[] {
  const joined = once(aboutKubernetes ? withNodes(named) : named);
  const subjects = joined
    .filter(({ subject }) =>
      twinsOf(subject, joined).every((twin) => !isBare(subject) || isBare(twin.subject)),
    )
    .map((one) => twinsOf(one.subject, joined).reduce(withTagsOf, one));
  if (subjects.length > MAX_SUBJECTS)
    throw new PipelineError(
      'finding.too-many-resources',
      `${String(subjects.length)} subjects; at most ${String(MAX_SUBJECTS)} can be taken`,
    );
  return subjects;
}

function withNodes(named: readonly Named[]): readonly Named[] {
  const clusters = named.filter(isCluster);
  const [cluster] = clusters;
  if (cluster === undefined || clusters.some(({ subject }) => subject.id !== cluster.subject.id))
    return named;
  const isNode = ({ subject }: Named): boolean =>
    subject.kind === 'ec2-instance' &&
    subject.account === cluster.subject.account &&
    subject.region === cluster.subject.region;
  const nodes = named.filter(isNode).map(({ subject }) => subject.id);
  return named
    .filter((one) => !isNode(one))
    .map((one) => (isCluster(one) ? { ...one, subject: withMoreNodes(one.subject, nodes) } : one));
}

const isCluster = (one: Named): one is Named<ClusterSubject> => one.subject.kind === 'eks-cluster';

function withMoreNodes(subject: ClusterSubject, more: readonly string[]): ClusterSubject {
  const nodes = [...new Set([...(subject.workload?.nodes ?? []), ...more])].sort();
  if (nodes.length === 0) return subject;
  if (nodes.length > MAX_NODES)
    throw new PipelineError(
      'finding.too-many-resources',
      `${String(nodes.length)} nodes; at most ${String(MAX_NODES)} can be taken`,
    );
  return { ...subject, workload: { ...subject.workload, nodes } };
}

function once(named: readonly Named[]): readonly Named[] {
  const byKey = new Map<string, Named>();
  for (const one of named) {
    const key = subjectKey(one.subject);
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? one : merged(before, one));
  }
  return [...byKey.values()];
}

/**
 * What two mentions of one subject say together. Where they differ the lesser text counts, so that the order in which
 * a finding lists its resources changes nothing (F-40).
 */
function merged(first: Named, second: Named): Named {
  const tags = lesser(first.tags, second.tags);
  if (isPrincipal(first.subject) && isPrincipal(second.subject))
    return { subject: withMoreKeys(first.subject, second.subject.accessKeys ?? []), tags };
  if (!isCluster(first) || !isCluster(second)) return { ...first, tags };
  if (first.subject.workload === undefined && second.subject.workload === undefined)
    return { ...first, tags };
  const { nodes = [], ...one } = first.subject.workload ?? {};
  const { nodes: more = [], ...other } = second.subject.workload ?? {};
  const subject = { ...first.subject, workload: lesser<Workload>(one, other) };
  return { subject: withMoreNodes(subject, [...nodes, ...more]), tags };
}

function withMoreKeys(subject: PrincipalSubject, more: readonly string[]): PrincipalSubject {
  const keys = [...new Set([...(subject.accessKeys ?? []), ...more])].sort();
  if (keys.length === 0) return subject;
  if (keys.length > MAX_KEYS)
    throw new PipelineError(
      'finding.too-many-resources',
      `${String(keys.length)} access keys; at most ${String(MAX_KEYS)} can be taken`,
    );
  return { ...subject, accessKeys: keys };
}

/** All members of both; the lesser one where both have one. */
function lesser<T extends object>(first: T, second: T): T {
  const both = Object.entries(first).filter(
    ([key, value]) => !(key in second) || String(value) <= String(Reflect.get(second, key)),
  );
  return { ...first, ...second, ...Object.fromEntries(both) };
}

/** Other mentions of the same cluster: bare, or with another workload. */
const twinsOf = (subject: Subject, among: readonly Named[]): readonly Named<ClusterSubject>[] =>
  among
    .filter(isCluster)
    .filter(
      ({ subject: other }) =>
        subject.kind === 'eks-cluster' &&
        other !== subject &&
        other.id === subject.id &&
        other.account === subject.account &&
        other.region === subject.region,
    );

const withTagsOf = (one: Named, twin: Named<ClusterSubject>): Named =>
  isBare(twin.subject) ? { ...one, tags: lesser(one.tags, twin.tags) } : one;

const isBare = (subject: Subject): boolean => {
  if (subject.kind !== 'eks-cluster') return false;
  const { workload } = subject;
  return (
    workload?.name === undefined &&
    workload?.serviceAccount === undefined &&
    workload?.user === undefined
  );
};
