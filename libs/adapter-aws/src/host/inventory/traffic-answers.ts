import type { HostCalls } from '../host-calls.ts';
import type { Answered } from './answered.ts';
import { ask, joined } from './ask.ts';
import type { Asked } from './ask.ts';
import type { Instance } from './instance.ts';
import { nextBalancerPage, nextToken } from './pages.ts';
import { severalAtATime } from '../several-at-a-time.ts';

/** Who sends work to the host or replaces it: Auto Scaling, target groups, classic load balancers. */
export async function* trafficAnswers(
  calls: HostCalls,
  instance: Instance,
): AsyncGenerator<Answered> {
  const { id: resource } = instance;
  yield { resource, asked: await scalingOf(calls, resource) };
  const groups = await ask(calls, ['elasticloadbalancing:DescribeTargetGroups', {}], {
    next: nextBalancerPage,
  });
  yield { resource, asked: groups };
  const arns = targetGroupsNear(instance, groups);
  if (arns.length > 0) yield { resource, asked: await healthOf(calls, arns) };
  yield {
    resource,
    asked: await ask(calls, ['elasticloadbalancing:DescribeLoadBalancers', {}], {
      next: nextBalancerPage,
    }),
  };
}

const scalingOf = (calls: HostCalls, id: string) =>
  ask(calls, ['autoscaling:DescribeAutoScalingInstances', { InstanceIds: [id] }], {
    next: nextToken,
  });

/** A target group has no index of its targets: each of the host's VPCs is asked. Those of functions have no VPC. */
function targetGroupsNear(
  { vpc, interfaces }: Instance,
  { answers }: Asked<'elasticloadbalancing:DescribeTargetGroups'>,
): readonly string[] {
  const vpcs = new Set([vpc, ...interfaces.map((eni) => eni.vpc)]);
  return answers
    .flatMap(({ TargetGroups }) => TargetGroups ?? [])
    .filter(({ VpcId }) => VpcId !== undefined && vpcs.has(VpcId))
    .flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
}

/** So many that the question ends in time; what is left out is a gap. */
const MOST_GROUPS = 300;

async function healthOf(
  calls: HostCalls,
  arns: readonly string[],
): Promise<Asked<'elasticloadbalancing:DescribeTargetHealth'>> {
  const all = await severalAtATime(arns.slice(0, MOST_GROUPS), (TargetGroupArn) =>
    ask(calls, ['elasticloadbalancing:DescribeTargetHealth', { TargetGroupArn }]),
  );
  const health = joined('elasticloadbalancing:DescribeTargetHealth', all);
  if (arns.length <= MOST_GROUPS || health.gap !== undefined) return health;
  return { ...health, gap: `only ${MOST_GROUPS} of ${arns.length} target groups were asked about` };
}
