import type { Subject, Technique, Where } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { HostControl, HostOrder, InventoryRecord } from '@afo/ports';
import { describedHost } from './host-description.ts';
import type { DescribedHost } from './host-description.ts';

/** HostControl of one workstation: hosts are described by files, and nothing can be done to them from here. */
export function describedHosts(folder: string): HostControl {
  return {
    async inventory(subject) {
      const host = await describedHost(folder, subject);
      return host === undefined ? [] : [recordOf(host)];
    },
    async sources(subject) {
      return (await describedHost(folder, subject))?.description.images ?? [];
    },
    preflight: (subject) => Promise.resolve(impossible(subject)),
    changes: (_step, { subject }) => Promise.reject(cannot(subject)),
    restorations: (_settings, { subject }) => Promise.reject(cannot(subject)),
    prove: ({ subject }: HostOrder) =>
      Promise.resolve({ proven: false, reason: whyNot(subject), records: [] }),
  };
}

/** The file as it is, inside JSON: its text is kept to the letter, also where it is YAML. */
function recordOf({ file, sha256, text, description }: DescribedHost): InventoryRecord {
  const answer = { file, sha256, text, description };
  return {
    name: 'host-description',
    where: whereOf(description.subject),
    bytes: new Uint8Array(Buffer.from(`${JSON.stringify(answer, null, 2)}\n`)),
  };
}

function whereOf(subject: Subject): Where {
  if (subject.kind === 'host') return { resource: subject.id };
  const { partition, account, id } = subject;
  const region = 'region' in subject ? { region: subject.region } : {};
  return { partition, account, ...region, resource: id };
}

const WITHOUT = {
  preserve: 'what keeps the host from being stopped or recycled was not changed',
  snapshot:
    'no snapshot of its volumes was taken; only the images that were handed in are acquired',
  contain: 'the host was not isolated',
  prove: 'the state of its network was not looked at',
} as const;

function impossible(subject: Subject): readonly Technique[] {
  return Object.entries(WITHOUT).map(([technique, consequence]) => ({
    technique,
    possible: false,
    reason: `not available on this stack: ${whyNot(subject)}; ${consequence}`,
  }));
}

const cannot = (subject: Subject): PortError =>
  new PortError('host.unavailable', `nothing can be changed from here: ${whyNot(subject)}`);

function whyNot(subject: Subject): string {
  switch (subject.kind) {
    case 'host':
      return 'a workstation has no control over the host';
    case 'ec2-instance':
      return `a workstation does not act in the AWS account ${subject.account}`;
    case 'eks-cluster':
      return `a workstation does not act in the cluster or in the AWS account ${subject.account}`;
    case 'iam-user':
    case 'iam-role':
      return `a workstation does not act on IAM in the AWS account ${subject.account}`;
  }
}
