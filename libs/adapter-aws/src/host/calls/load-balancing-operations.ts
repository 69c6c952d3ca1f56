import * as classic from '@aws-sdk/client-elastic-load-balancing';
import * as v2 from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HostClients } from './host-clients.ts';

/** Elastic Load Balancing: target groups (version 2) and classic balancers have one prefix in IAM, and distinct names. */
export const loadBalancingOperations = {
  'elasticloadbalancing:DeregisterTargets': (
    { targets }: HostClients,
    input: v2.DeregisterTargetsCommandInput,
  ) => targets.send(new v2.DeregisterTargetsCommand(input)),
  'elasticloadbalancing:DescribeTargetGroups': (
    { targets }: HostClients,
    input: v2.DescribeTargetGroupsCommandInput,
  ) => targets.send(new v2.DescribeTargetGroupsCommand(input)),
  'elasticloadbalancing:DescribeTargetHealth': (
    { targets }: HostClients,
    input: v2.DescribeTargetHealthCommandInput,
  ) => targets.send(new v2.DescribeTargetHealthCommand(input)),
  'elasticloadbalancing:RegisterTargets': (
    { targets }: HostClients,
    input: v2.RegisterTargetsCommandInput,
  ) => targets.send(new v2.RegisterTargetsCommand(input)),
  'elasticloadbalancing:DeregisterInstancesFromLoadBalancer': (
    { classicBalancers }: HostClients,
    input: classic.DeregisterInstancesFromLoadBalancerCommandInput,
  ) => classicBalancers.send(new classic.DeregisterInstancesFromLoadBalancerCommand(input)),
  'elasticloadbalancing:DescribeLoadBalancers': (
    { classicBalancers }: HostClients,
    input: classic.DescribeLoadBalancersCommandInput,
  ) => classicBalancers.send(new classic.DescribeLoadBalancersCommand(input)),
  'elasticloadbalancing:RegisterInstancesWithLoadBalancer': (
    { classicBalancers }: HostClients,
    input: classic.RegisterInstancesWithLoadBalancerCommandInput,
  ) => classicBalancers.send(new classic.RegisterInstancesWithLoadBalancerCommand(input)),
} as const;
