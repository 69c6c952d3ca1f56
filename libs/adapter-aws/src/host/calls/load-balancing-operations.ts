import * as classic from '@aws-sdk/client-elastic-load-balancing';
import * as v2 from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClientSettings } from '../../clients.ts';

/** Elastic Load Balancing: target groups (version 2) and classic balancers have one prefix in IAM, and distinct names. */
export function openLoadBalancing(settings: ClientSettings) {
  const targets = new v2.ElasticLoadBalancingV2Client(settings);
  const classicBalancers = new classic.ElasticLoadBalancingClient(settings);
  return {
    senders: {
      'elasticloadbalancing:DeregisterTargets': (input: v2.DeregisterTargetsCommandInput) =>
        targets.send(new v2.DeregisterTargetsCommand(input)),
      'elasticloadbalancing:DescribeTargetGroups': (input: v2.DescribeTargetGroupsCommandInput) =>
        targets.send(new v2.DescribeTargetGroupsCommand(input)),
      'elasticloadbalancing:DescribeTargetHealth': (input: v2.DescribeTargetHealthCommandInput) =>
        targets.send(new v2.DescribeTargetHealthCommand(input)),
      'elasticloadbalancing:RegisterTargets': (input: v2.RegisterTargetsCommandInput) =>
        targets.send(new v2.RegisterTargetsCommand(input)),
      'elasticloadbalancing:DeregisterInstancesFromLoadBalancer': (
        input: classic.DeregisterInstancesFromLoadBalancerCommandInput,
      ) => classicBalancers.send(new classic.DeregisterInstancesFromLoadBalancerCommand(input)),
      'elasticloadbalancing:DescribeLoadBalancers': (
        input: classic.DescribeLoadBalancersCommandInput,
      ) => classicBalancers.send(new classic.DescribeLoadBalancersCommand(input)),
      'elasticloadbalancing:RegisterInstancesWithLoadBalancer': (
        input: classic.RegisterInstancesWithLoadBalancerCommandInput,
      ) => classicBalancers.send(new classic.RegisterInstancesWithLoadBalancerCommand(input)),
    },
    close: () => {
      targets.destroy();
      classicBalancers.destroy();
    },
  };
}
