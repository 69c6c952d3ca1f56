import { everyPage } from '../every-page.ts';
import type { HostCalls } from '../host-calls.ts';
import { nextBalancerPage } from '../inventory/pages.ts';
import { severalAtATime } from '../several-at-a-time.ts';
import type { Target } from '../settings/load-balancing.ts';
import type { InstanceFacts } from './instance-facts.ts';

/** Where the host is a target, by its id or by one of its addresses; also where it drains already. */
export async function targetsOf(
  calls: HostCalls,
  { id, addresses, interfaces }: InstanceFacts,
): Promise<readonly Target[]> {
  const pages = await everyPage(
    calls,
    ['elasticloadbalancing:DescribeTargetGroups', {}],
    nextBalancerPage,
  );
  const vpcs = new Set(interfaces.map(({ vpc }) => vpc));
  const mine = new Set([id, ...addresses]);
  const groups = pages
    .flatMap(({ TargetGroups }) => TargetGroups ?? [])
    // Targets by address may lie outside the VPC of their group, reached by peering.
    .filter(({ VpcId, TargetType }) => TargetType === 'ip' || vpcs.has(VpcId ?? ''))
    .flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
  const targets = await severalAtATime(groups, (group) => targetsIn(calls, group));
  return targets.flat().filter((target) => mine.has(target.id));
}

async function targetsIn(calls: HostCalls, group: string): Promise<readonly Target[]> {
  const { output } = await calls.call('elasticloadbalancing:DescribeTargetHealth', {
    TargetGroupArn: group,
  });
  return (output.TargetHealthDescriptions ?? []).flatMap(({ Target: target }) =>
    target?.Id === undefined || target.Port === undefined
      ? []
      : [{ group, id: target.Id, port: target.Port }],
  );
}

/** Names of the classic load balancers that have the host. */
export async function classicBalancersOf(
  calls: HostCalls,
  instance: string,
): Promise<readonly string[]> {
  const pages = await everyPage(
    calls,
    ['elasticloadbalancing:DescribeLoadBalancers', {}],
    nextBalancerPage,
  );
  return pages
    .flatMap(({ LoadBalancerDescriptions }) => LoadBalancerDescriptions ?? [])
    .filter(({ Instances }) => Instances?.some(({ InstanceId }) => InstanceId === instance))
    .flatMap(({ LoadBalancerName }) => LoadBalancerName ?? []);
}
