import type { CallInput as In } from '@afo/adapter-aws/host';
import type { Cloud, Group } from './cloud.ts';
import { filterOf, known, passes, refuse } from './handlers.ts';
import type { Handlers } from './handlers.ts';
import { track } from './reach.ts';

type Permissions = NonNullable<In<'ec2:AuthorizeSecurityGroupIngress'>['IpPermissions']>;
type Direction = 'inbound' | 'outbound';

/** Security groups. EC2 makes one open to the outside, and deletes none that is worn or named by another's rule. */
export const groups = (cloud: Cloud): Handlers => ({
  'ec2:DescribeSecurityGroups': (input) => ({
    SecurityGroups: Object.entries(cloud.groups)
      .filter(
        ([, group]) =>
          passes(filterOf(input, 'vpc-id'), group.vpc) &&
          passes(filterOf(input, 'group-name'), group.name) &&
          passes(filterOf(input, 'tag:afo:case'), group.tags['afo:case'] ?? ''),
      )
      .map(([GroupId, { name, vpc, inbound, outbound }]) => ({
        GroupId,
        GroupName: name,
        VpcId: vpc,
        IpPermissions: permissionsOf(inbound),
        IpPermissionsEgress: permissionsOf(outbound),
      })),
  }),
  'ec2:CreateSecurityGroup': ({ VpcId = '', GroupName = '', TagSpecifications = [] }) => {
    const taken = Object.values(cloud.groups).some(
      ({ vpc, name }) => vpc === VpcId && name === GroupName,
    );
    if (taken) refuse('aws.conflict', 'InvalidGroup.Duplicate');
    const id = `sg-${VpcId.slice(4)}-${GroupName}`;
    cloud.groups[id] = {
      vpc: VpcId,
      name: GroupName,
      tags: Object.fromEntries(
        TagSpecifications.flatMap(({ Tags = [] }) => Tags).map(({ Key, Value }) => [Key, Value]),
      ) as Record<string, string>,
      inbound: [],
      outbound: ['all 0.0.0.0/0', 'all ::/0'],
    };
    return { GroupId: id };
  },
  'ec2:DeleteSecurityGroup': ({ GroupId = '' }) => {
    known(cloud.groups[GroupId], GroupId);
    const isWorn = Object.values(cloud.interfaces).some((eni) => eni.groups.includes(GroupId));
    if (isWorn) refuse('aws.conflict', 'DependencyViolation');
    cloud.groups = Object.fromEntries(
      Object.entries(cloud.groups).filter(([id]) => id !== GroupId),
    );
    return {};
  },
  'ec2:AuthorizeSecurityGroupIngress': (input) => change(cloud, ['inbound', 'add'], input),
  'ec2:AuthorizeSecurityGroupEgress': (input) => change(cloud, ['outbound', 'add'], input),
  'ec2:RevokeSecurityGroupIngress': (input) => change(cloud, ['inbound', 'take'], input),
  'ec2:RevokeSecurityGroupEgress': (input) => change(cloud, ['outbound', 'take'], input),
});

function change(
  cloud: Cloud,
  [direction, verb]: readonly [Direction, 'add' | 'take'],
  {
    GroupId = '',
    IpPermissions = [],
  }: { GroupId?: string | undefined; IpPermissions?: Permissions | undefined },
) {
  const group: Group = known(cloud.groups[GroupId], GroupId);
  const rules = wordsOf(IpPermissions);
  const there = rules.filter((rule) => group[direction].includes(rule));
  if (verb === 'add' && there.length > 0) refuse('aws.conflict', 'InvalidPermission.Duplicate');
  if (verb === 'take' && there.length < rules.length)
    refuse('aws.not-found', 'InvalidPermission.NotFound');
  group[direction] =
    verb === 'add'
      ? [...group[direction], ...rules].sort()
      : group[direction].filter((rule) => !rules.includes(rule));
  track(cloud);
  return {};
}

/** Written here again, apart from the code under test: `all ::/0`, `tcp 22-22 10.0.0.0/8`. */
const wordsOf = (permissions: Permissions): string[] =>
  permissions.flatMap(({ IpProtocol, FromPort, ToPort, ...peers }) => {
    const traffic = IpProtocol === '-1' ? 'all' : `${IpProtocol} ${FromPort}-${ToPort}`;
    return [
      ...(peers.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
      ...(peers.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
      ...(peers.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
      ...(peers.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
    ].map((peer) => `${traffic} ${peer}`);
  });

/** As EC2 answers: one permission per traffic, with all its peers. */
function permissionsOf(rules: readonly string[]): Permissions {
  const byTraffic = Map.groupBy(rules, (rule) => rule.slice(0, rule.lastIndexOf(' ')));
  return [...byTraffic].map(([traffic, all]) => {
    const peers = all.map((rule) => rule.slice(rule.lastIndexOf(' ') + 1));
    const [, protocol, from, to] = /^(\w+) (\d+)-(\d+)$/.exec(traffic) ?? [];
    return {
      ...(protocol === undefined
        ? { IpProtocol: '-1' }
        : { IpProtocol: protocol, FromPort: Number(from), ToPort: Number(to) }),
      IpRanges: peers.filter((peer) => /^[\d.]+\/\d+$/.test(peer)).map((CidrIp) => ({ CidrIp })),
      Ipv6Ranges: peers.filter((peer) => peer.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
      PrefixListIds: peers
        .filter((peer) => peer.startsWith('pl-'))
        .map((PrefixListId) => ({ PrefixListId })),
      UserIdGroupPairs: peers
        .filter((peer) => peer.startsWith('sg-'))
        .map((GroupId) => ({ GroupId })),
    };
  });
}
