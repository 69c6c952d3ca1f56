import type { Out } from '../host-calls.ts';
import { sorted } from './setting.ts';

export type Permission = NonNullable<
  NonNullable<Out<'ec2:DescribeSecurityGroups'>['SecurityGroups']>[number]['IpPermissions']
>[number];

/** Everything to and from everywhere. EC2 does not track what such rules allow in both directions. */
export const OPEN_RULES: readonly string[] = ['all 0.0.0.0/0', 'all ::/0'];

/** Rules in words, one per peer: `tcp 443-443 10.0.0.0/16`, `all ::/0`, `udp 53-53 sg-…`, `tcp 443-443 pl-…`. */
export const rulesOf = (permissions: readonly Permission[] | undefined): string[] =>
  sorted((permissions ?? []).flatMap((permission) => inWords(permission)));

function inWords(permission: Permission): readonly string[] {
  const { IpProtocol, FromPort, ToPort } = permission;
  const traffic =
    IpProtocol === '-1'
      ? 'all'
      : `${IpProtocol ?? ''} ${String(FromPort ?? -1)}-${String(ToPort ?? -1)}`;
  return peersOf(permission).map((peer) => `${traffic} ${peer ?? ''}`);
}

const peersOf = (permission: Permission): readonly (string | undefined)[] => [
  ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
  ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
  ...(permission.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
  ...(permission.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
];

/** The rule that these words say. */
export function permissionOf(rule: string): Permission {
  const [protocol = '', ...rest] = rule.split(' ');
  const peer = peerOf(rest.at(-1) ?? '');
  if (protocol === 'all') return { IpProtocol: '-1', ...peer };
  const [, from = '', to = ''] = /^(-?\d+)-(-?\d+)$/.exec(rest[0] ?? '') ?? [];
  return { IpProtocol: protocol, FromPort: Number(from), ToPort: Number(to), ...peer };
}

function peerOf(peer: string): Permission {
  if (peer.startsWith('pl-')) return { PrefixListIds: [{ PrefixListId: peer }] };
  if (peer.startsWith('sg-')) return { UserIdGroupPairs: [{ GroupId: peer }] };
  return peer.includes(':')
    ? { Ipv6Ranges: [{ CidrIpv6: peer }] }
    : { IpRanges: [{ CidrIp: peer }] };
}
