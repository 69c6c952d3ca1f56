import type { HostCalls } from '../host-calls.ts';
import { distinct, filterBy } from './answered.ts';
import type { Answered } from './answered.ts';
import { ask } from './ask.ts';
import type { Asked } from './ask.ts';
import type { Instance } from './instance.ts';
import { nextToken } from './pages.ts';

/** Every interface with its groups and their rules, and what its subnets let through and where they lead. */
export async function* networkAnswers(
  calls: HostCalls,
  { id: resource, interfaces }: Instance,
): AsyncGenerator<Answered> {
  const enis = interfaces.map(({ id }) => id);
  const groups = distinct(interfaces.flatMap((eni) => eni.groups));
  const subnets = distinct(interfaces.flatMap(({ subnet }) => subnet ?? []));
  const vpcs = distinct(interfaces.flatMap(({ vpc }) => vpc ?? []));
  if (enis.length > 0) yield { resource, asked: await interfacesOf(calls, enis) };
  if (groups.length > 0) {
    yield { resource, asked: await groupsOf(calls, groups) };
    yield { resource, asked: await rulesOf(calls, groups) };
  }
  if (subnets.length > 0) {
    yield { resource, asked: await subnetsOf(calls, subnets) };
    yield { resource, asked: await aclsOf(calls, subnets) };
  }
  if (vpcs.length > 0) yield { resource, asked: await routesOf(calls, vpcs) };
}

export const interfacesOf = (
  calls: HostCalls,
  ids: readonly string[],
): Promise<Asked<'ec2:DescribeNetworkInterfaces'>> =>
  ask(calls, ['ec2:DescribeNetworkInterfaces', { NetworkInterfaceIds: [...ids] }], {
    next: nextToken,
    expected: {
      ids,
      found: ({ NetworkInterfaces }) =>
        (NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    },
  });

export const groupsOf = (
  calls: HostCalls,
  ids: readonly string[],
): Promise<Asked<'ec2:DescribeSecurityGroups'>> =>
  ask(calls, ['ec2:DescribeSecurityGroups', { GroupIds: [...ids] }], {
    next: nextToken,
    expected: {
      ids,
      found: ({ SecurityGroups }) => (SecurityGroups ?? []).map(({ GroupId }) => GroupId),
    },
  });

export const rulesOf = (
  calls: HostCalls,
  ids: readonly string[],
): Promise<Asked<'ec2:DescribeSecurityGroupRules'>> =>
  ask(calls, ['ec2:DescribeSecurityGroupRules', filterBy('group-id', ids)], { next: nextToken });

const subnetsOf = (calls: HostCalls, ids: readonly string[]) =>
  ask(calls, ['ec2:DescribeSubnets', { SubnetIds: [...ids] }], {
    next: nextToken,
    expected: { ids, found: ({ Subnets }) => (Subnets ?? []).map(({ SubnetId }) => SubnetId) },
  });

const aclsOf = (calls: HostCalls, subnets: readonly string[]) =>
  ask(calls, ['ec2:DescribeNetworkAcls', filterBy('association.subnet-id', subnets)], {
    next: nextToken,
  });

/** All tables of the VPC: a subnet without a table of its own uses the main one, which no filter by subnet finds. */
const routesOf = (calls: HostCalls, vpcs: readonly string[]) =>
  ask(calls, ['ec2:DescribeRouteTables', filterBy('vpc-id', vpcs)], { next: nextToken });
