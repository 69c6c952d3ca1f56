import { everyPage } from '../every-page.ts';
import type { HostCalls } from '../host-calls.ts';
import { nextBalancerPage } from '../inventory/pages.ts';
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
  const targets: Target[] = [];
  for (const group of pages.flatMap(({ TargetGroups }) => TargetGroups ?? [])) {
    const { TargetGroupArn: arn, VpcId, TargetType } = group;
    // Targets by address may lie outside the VPC of their group, reached by peering.
    if (arn === undefined || (TargetType !== 'ip' && !vpcs.has(VpcId ?? ''))) continue;
    const { output } = await calls.call('elasticloadbalancing:DescribeTargetHealth', {
      TargetGroupArn: arn,
    });
    for (const { Target: target } of output.TargetHealthDescriptions ?? [])
      if (target?.Id !== undefined && target.Port !== undefined && mine.has(target.Id))
        targets.push({ group: arn, id: target.Id, port: target.Port });
  }
  return targets;
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
