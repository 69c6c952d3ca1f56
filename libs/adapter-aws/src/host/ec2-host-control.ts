import type { CaseId, InstanceSubject, Source, Subject, Technique } from '@afo/domain';
import { epochOf } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { HostChange, HostControl, HostOrder } from '@afo/ports';
import { volumeUri } from '../snapshots/volume-uri.ts';
import { strictContainment } from './changes/options.ts';
import type { ContainOptions } from './changes/options.ts';
import { ec2Changes } from './ec2-changes.ts';
import type { Ec2Changes } from './ec2-changes.ts';
import type { HostCalls } from './host-calls.ts';
import { readInstance } from './inventory/instance.ts';
import { inventoryOf } from './inventory/inventory.ts';
import { preflightOf } from './preflight/preflight.ts';
import type { ProofMeans } from './proof/look.ts';
import { proveIsolation } from './proof/prove.ts';

/** For what the account of a host is entered; its trail then says so with every call. */
export interface HostErrand {
  readonly step: 'triage' | 'preserve' | 'snapshot' | 'contain' | 'prove' | 'release';
  /** Not known where a host is looked at before there is one. */
  readonly case?: CaseId;
}

export interface Ec2HostControlOptions {
  /** Calls in the account and region of a subject. Whoever opens them closes them. */
  readonly callsFor: (subject: InstanceSubject, errand: HostErrand) => HostCalls;
  /** What the step `snapshot` changes. */
  readonly snapshots: (host: {
    readonly calls: HostCalls;
    readonly subject: InstanceSubject;
    readonly order: HostOrder;
  }) => Promise<readonly HostChange[]>;
  readonly contain?: ContainOptions;
  readonly means: ProofMeans;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Longest wait for a proof, milliseconds; a call step has 300 s in all. */
  readonly proofMs?: number;
}

const PROOF_MS = 200_000;

/** HostControl of EC2 instances: what is known of them, what can be done, what is changed, and what proves it. */
export function openEc2HostControl(options: Ec2HostControlOptions): HostControl {
  const { callsFor, contain = strictContainment, means } = options;
  return {
    inventory: async (subject, forCase) => {
      const host = mustBeInstance(subject);
      return await inventoryOf(callsFor(host, lookingFor(forCase)), host);
    },
    sources: async (subject, forCase) =>
      subject.kind === 'ec2-instance'
        ? await volumesAsSources(callsFor(subject, lookingFor(forCase)), subject)
        : [],
    preflight: async (subject, forCase) =>
      subject.kind === 'ec2-instance'
        ? await preflightOf(callsFor(subject, lookingFor(forCase)), { subject, means, contain })
        : impossible(subject),
    changes: async (step, order) => {
      const subject = mustBeInstance(order.subject);
      if (step !== 'snapshot') return await changesFor(options, order, step).changes(step, order);
      const calls = callsFor(subject, { step, case: order.case });
      return await options.snapshots({ calls, subject, order });
    },
    restorations: async (settings, order) => {
      mustBeInstance(order.subject);
      return await changesFor(options, order, 'release').restorations(settings, order);
    },
    prove: async (order) => {
      const { subject } = order;
      if (subject.kind !== 'ec2-instance')
        return { proven: false, reason: whyNot(subject), records: [] };
      return await prove(options, order, subject);
    },
  };
}

/** A host may also be looked at before there is a case. */
export const lookingFor = (forCase: CaseId | undefined): HostErrand =>
  forCase === undefined ? { step: 'triage' } : { step: 'triage', case: forCase };

const changesFor = (
  { callsFor, contain, now, sleep }: Ec2HostControlOptions,
  { case: id }: HostOrder,
  step: HostErrand['step'],
): Ec2Changes =>
  ec2Changes({
    callsFor: (subject) => callsFor(subject, { step, case: id }),
    ...(contain === undefined ? {} : { contain }),
    now,
    sleep,
  });

async function prove(
  { callsFor, contain = strictContainment, means, now, sleep, proofMs }: Ec2HostControlOptions,
  order: HostOrder,
  subject: InstanceSubject,
) {
  const calls = callsFor(subject, { step: 'prove', case: order.case });
  const { instance } = await readInstance(calls, subject);
  return await proveIsolation({
    calls,
    case: order.case,
    subject,
    instance,
    means,
    contain,
    ...(order.containedAt === undefined ? {} : { since: epochOf(order.containedAt) }),
    wait: { now, sleep, until: now() + (proofMs ?? PROOF_MS) },
  });
}

/** The disks that a snapshot can be taken of; the handover makes a snapshot out of the name of a volume. */
async function volumesAsSources(
  calls: HostCalls,
  subject: InstanceSubject,
): Promise<readonly Source[]> {
  const { account, region } = subject;
  const { instance } = await readInstance(calls, subject);
  return instance.volumes.map(({ id, device }) => ({
    kind: 'disk',
    uris: [volumeUri({ account, region, volume: id })],
    title: `${device} of ${subject.id} (${id})`,
  }));
}

function mustBeInstance(subject: Subject): InstanceSubject {
  if (subject.kind === 'ec2-instance') return subject;
  throw new PortError('host.unavailable', `nothing can be done from here: ${whyNot(subject)}`);
}

const impossible = (subject: Exclude<Subject, InstanceSubject>): readonly Technique[] =>
  ['preserve', 'snapshot', 'contain', 'prove'].map((technique) => ({
    technique,
    possible: false,
    reason: whyNot(subject),
  }));

function whyNot(subject: Exclude<Subject, InstanceSubject>): string {
  switch (subject.kind) {
    case 'host':
      return 'the host is no EC2 instance, and AWS has no control over it';
    case 'eks-cluster':
      return `of the cluster ${subject.id} no host is named, and workloads are not acted on here`;
    case 'iam-user':
    case 'iam-role':
      return `${subject.id} is a principal of IAM and no EC2 instance`;
  }
}
