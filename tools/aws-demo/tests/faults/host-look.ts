import { textsIn } from '@afo/aws-lab';
import type { AwsLab } from '@afo/aws-lab';
import { askMember } from '../../src/host-picture.ts';

/** What the suspect host may do and has, asked by plain HTTP and none of the product's code. */
export interface HostLook {
  /** Groups by interface. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** What its groups let in and out, in words: `out -1 0.0.0.0/0`. */
  readonly access: readonly string[];
  readonly isProtected: boolean;
  /** Snapshots of its disk in its own account, complete or not. */
  readonly snapshots: number;
}

export async function lookAtHost(lab: AwsLab): Promise<HostLook> {
  const interfaces = [lab.id('interface.web-01.0'), lab.id('interface.web-01.1')];
  const groups: Record<string, readonly string[]> = {};
  for (const id of interfaces) groups[id] = await groupsOf(lab, id);
  const access = new Set<string>();
  for (const group of new Set(Object.values(groups).flat()))
    for (const rule of await rulesOf(lab, group)) access.add(rule);
  const protection = await askMember(lab, 'ec2:DescribeInstanceAttribute', {
    InstanceId: lab.id('instance.web-01'),
    Attribute: 'disableApiTermination',
  });
  const volume = lab.id('volume.web-01./dev/sda1');
  return {
    groups,
    access: [...access].sort(),
    isProtected: textsIn(protection, 'value').includes('true'),
    snapshots: lab.snapshots.snapshots().filter((one) => one.volume === volume && !one.isCopy)
      .length,
  };
}

/** Every interface is in one group, and that group lets nothing through. */
export const isClosed = ({ groups, access }: HostLook): boolean =>
  access.length === 0 && Object.values(groups).every(({ length }) => length === 1);

/** What the host may do now and could not do before. */
export const moreAccess = (before: HostLook, now: HostLook): readonly string[] =>
  now.access.filter(
    (rule) =>
      !before.access.includes(rule) &&
      !before.access.includes(`${rule.split(' ')[0] ?? ''} -1 0.0.0.0/0`),
  );

async function groupsOf(lab: AwsLab, id: string): Promise<readonly string[]> {
  const xml = await askMember(lab, 'ec2:DescribeNetworkInterfaces', { 'NetworkInterfaceId.1': id });
  return [...new Set(textsIn(xml, 'groupId'))].sort();
}

async function rulesOf(lab: AwsLab, group: string): Promise<readonly string[]> {
  const xml = await askMember(lab, 'ec2:DescribeSecurityGroups', { 'GroupId.1': group });
  const [, inward = ''] = /<ipPermissions>(.*?)<\/ipPermissions>/s.exec(xml) ?? [];
  const [, outward = ''] = /<ipPermissionsEgress>(.*?)<\/ipPermissionsEgress>/s.exec(xml) ?? [];
  return [...wordsOf('in', inward), ...wordsOf('out', outward)];
}

const wordsOf = (direction: string, xml: string): readonly string[] =>
  xml
    .split('<ipProtocol>')
    .slice(1)
    .flatMap((rule) => {
      const protocol = rule.slice(0, rule.indexOf('<'));
      const ports = [...textsIn(rule, 'fromPort'), ...textsIn(rule, 'toPort')].join('-');
      const what = ports === '' || protocol === '-1' ? protocol : `${protocol} ${ports}`;
      const peers = ['cidrIp', 'cidrIpv6', 'groupId'].flatMap((name) => textsIn(rule, name));
      return peers.map((peer) => `${direction} ${what} ${peer}`);
    });
