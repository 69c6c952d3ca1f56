import type { Out } from '../host-calls.ts';
import { sorted } from './setting.ts';

export type Permission = NonNullable<
  NonNullable<Out<'ec2:DescribeSecurityGroups'>['SecurityGroups']>[number]['IpPermissions']
>[number];

/** Everything to or from everywhere. EC2 does not track what such rules allow in both directions. */
export const openRules = (hasIpv6: boolean): string[] =>
  hasIpv6 ? ['all 0.0.0.0/0', 'all ::/0'] : ['all 0.0.0.0/0'];

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

/** What these words say, one permission for all peers of the same traffic, as EC2 itself describes it. */
export const permissionsOf = (rules: readonly string[]): Permission[] =>
  [...Map.groupBy(rules, (rule) => rule.slice(0, rule.lastIndexOf(' ')))].map(([traffic, all]) => {
    const peers = all.map((rule) => rule.slice(rule.lastIndexOf(' ') + 1));
    const of = (isOne: (peer: string) => boolean): string[] => peers.filter((peer) => isOne(peer));
    const isCidr = (peer: string): boolean => peer.includes('/');
    return withoutEmpty({
      ...trafficOf(traffic),
      IpRanges: of((peer) => isCidr(peer) && !peer.includes(':')).map((CidrIp) => ({ CidrIp })),
      Ipv6Ranges: of((peer) => isCidr(peer) && peer.includes(':')).map((CidrIpv6) => ({
        CidrIpv6,
      })),
      PrefixListIds: of((peer) => peer.startsWith('pl-')).map((PrefixListId) => ({ PrefixListId })),
      UserIdGroupPairs: of((peer) => peer.startsWith('sg-')).map((GroupId) => ({ GroupId })),
    });
  });

function trafficOf(traffic: string): Permission {
  const [protocol = '', ports = ''] = traffic.split(' ');
  if (protocol === 'all') return { IpProtocol: '-1' };
  const [, from = '', to = ''] = /^(-?\d+)-(-?\d+)$/.exec(ports) ?? [];
  return { IpProtocol: protocol, FromPort: Number(from), ToPort: Number(to) };
}

// EC2 refuses lists without a member.
const withoutEmpty = (permission: Permission): Permission =>
  Object.fromEntries(
    Object.entries(permission).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
