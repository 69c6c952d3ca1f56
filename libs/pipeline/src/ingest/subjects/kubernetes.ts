import type { Workload } from '@afo/domain';
import { parseNodeName, workloadKindOf } from '@afo/domain';
import { z } from 'zod';
import { PipelineError } from '../../errors.ts';
import { nameText, told } from '../text.ts';

/** What a finding tells of Kubernetes, in its own words; each may be missing, empty or null. */
export interface KubernetesFacts {
  readonly kind?: unknown;
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly uid?: unknown;
  /** The service account under which the workload runs. */
  readonly serviceAccount?: unknown;
  /** Who called the API: `system:anonymous`, `system:serviceaccount:NAMESPACE:NAME`, `system:node:NAME`, or a person. */
  readonly user?: unknown;
  readonly image?: unknown;
  /** Instance ids or names of nodes. */
  readonly nodes?: readonly unknown[] | undefined;
}

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * The workload that these facts describe, or undefined when they tell nothing. The caller's service account is the
 * subject only where no workload is named: one that is named may have been made by somebody else's account.
 * @throws PipelineError `finding.bad-resource` for a name that holds what a reader could not see
 */
export function workloadOf(facts: KubernetesFacts): Workload | undefined {
  const name = named(facts.name);
  const user = named(facts.user);
  const [, callerNamespace, caller] = SERVICE_ACCOUNT.exec(user ?? '') ?? [];
  const workload = {
    kind: name === undefined ? undefined : workloadKindOf(named(facts.kind) ?? ''),
    namespace: named(facts.namespace) ?? (name === undefined ? callerNamespace : undefined),
    name,
    uid: name === undefined ? undefined : named(facts.uid),
    serviceAccount: named(facts.serviceAccount) ?? (name === undefined ? caller : undefined),
    user,
    image: named(facts.image, 1024),
    nodes: nodesOf([
      ...(facts.nodes ?? []),
      ...(user?.startsWith('system:node:') === true ? [user] : []),
    ]),
  };
  const members = Object.entries(workload).filter(([, value]) => value !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function named(value: unknown, maximum = 256): string | undefined {
  const text = told(value);
  if (text === undefined) return undefined;
  const parsed = nameText(maximum).safeParse(text);
  if (parsed.success) return parsed.data;
  throw new PipelineError(
    'finding.bad-resource',
    'a Kubernetes name is too long or holds invisible characters',
  );
}

function nodesOf(names: readonly unknown[]): string[] | undefined {
  const nodes = names.flatMap((name) => parseNodeName(told(name) ?? '')?.node ?? []);
  return nodes.length === 0 ? undefined : [...new Set(nodes)].sort();
}

const container = z.object({ image: z.unknown().optional() });
const containers = z.array(z.unknown()).max(1000);

/** The first image by name among containers, so that their order changes nothing. */
export function imageOf(list: unknown): string | undefined {
  const images = (containers.safeParse(list).data ?? []).flatMap(
    (member) => told(container.safeParse(member).data?.image) ?? [],
  );
  return images.sort()[0];
}

/** True for the types of findings about Kubernetes, as GuardDuty and Security Hub spell them. */
export const isKubernetesType = (type: string): boolean =>
  /(?:^|[:/])(?:Kubernetes|Runtime|EKS)[/-]/.test(type);
