import type { Cloud } from './cloud.ts';
import { known, passes, refuse } from './handlers.ts';
import type { Handlers } from './handlers.ts';

/** IAM, Auto Scaling and both kinds of load balancing. */
export const services = (cloud: Cloud): Handlers => ({
  ...iam(cloud),
  ...scaling(cloud),
  ...balancing(cloud),
});

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const iam = (cloud: Cloud): Handlers => ({
  'iam:GetInstanceProfile': ({ InstanceProfileName = '' }) => {
    const arn = known(
      Object.keys(cloud.profiles).find((one) => nameOf(one) === InstanceProfileName),
      InstanceProfileName,
    );
    return { InstanceProfile: profileOf(cloud, arn) };
  },
  'iam:ListInstanceProfilesForRole': ({ RoleName }) => ({
    IsTruncated: false,
    InstanceProfiles: Object.keys(cloud.profiles)
      .filter((arn) => cloud.profiles[arn]?.role === RoleName)
      .map((arn) => profileOf(cloud, arn)),
  }),
  'iam:GetRolePolicy': ({ RoleName = '', PolicyName = '' }) => ({
    RoleName,
    PolicyName,
    PolicyDocument: encodeURIComponent(
      known(known(cloud.roles[RoleName], RoleName).policies[PolicyName], PolicyName),
    ),
  }),
  'iam:PutRolePolicy': ({ RoleName = '', PolicyName = '', PolicyDocument = '' }) => {
    known(cloud.roles[RoleName], RoleName).policies[PolicyName] = PolicyDocument;
    return {};
  },
  'iam:DeleteRolePolicy': ({ RoleName = '', PolicyName = '' }) => {
    const role = known(cloud.roles[RoleName], RoleName);
    known(role.policies[PolicyName], PolicyName);
    role.policies = Object.fromEntries(
      Object.entries(role.policies).filter(([name]) => name !== PolicyName),
    );
    return {};
  },
});

const profileOf = (cloud: Cloud, Arn: string) => {
  const { role } = known(cloud.profiles[Arn], Arn);
  const made = { Path: '/', CreateDate: new Date(0) };
  return {
    ...made,
    Arn,
    InstanceProfileName: nameOf(Arn),
    InstanceProfileId: nameOf(Arn),
    Roles:
      role === null
        ? []
        : [{ ...made, RoleName: role, RoleId: role, Arn: `arn:aws:iam:::${role}` }],
  };
};

const scaling = (cloud: Cloud): Handlers => ({
  'autoscaling:DescribeAutoScalingInstances': ({ InstanceIds = [] }) => ({
    AutoScalingInstances: Object.entries(cloud.scaling).flatMap(([group, { members }]) =>
      Object.entries(members)
        .filter(([id]) => passes(InstanceIds, id))
        .map(([InstanceId, member]) => ({
          InstanceId,
          AutoScalingGroupName: group,
          AvailabilityZone: 'a',
          LifecycleState: member.state,
          HealthStatus: 'HEALTHY',
          ProtectedFromScaleIn: member.protected,
        })),
    ),
  }),
  'autoscaling:DescribeAutoScalingGroups': ({ AutoScalingGroupNames = [] }) => ({
    AutoScalingGroups: AutoScalingGroupNames.map((name) => {
      const { min, max, desired } = known(cloud.scaling[name], name);
      return {
        AutoScalingGroupName: name,
        MinSize: min,
        MaxSize: max,
        DesiredCapacity: desired,
        DefaultCooldown: 300,
        AvailabilityZones: ['a'],
        HealthCheckType: 'ELB',
        CreatedTime: new Date(0),
      };
    }),
  }),
  'autoscaling:UpdateAutoScalingGroup': ({ AutoScalingGroupName = '', MinSize }) => {
    const group = known(cloud.scaling[AutoScalingGroupName], AutoScalingGroupName);
    group.min = MinSize ?? group.min;
    group.desired = Math.max(group.desired, group.min);
    return {};
  },
  'autoscaling:SetInstanceProtection': (input) => {
    for (const id of input.InstanceIds ?? [])
      memberOf(cloud, input.AutoScalingGroupName, id).protected =
        input.ProtectedFromScaleIn ?? false;
    return {};
  },
  'autoscaling:EnterStandby': ({ AutoScalingGroupName = '', InstanceIds = [] }) => {
    const group = known(cloud.scaling[AutoScalingGroupName], AutoScalingGroupName);
    for (const id of InstanceIds) {
      const member = memberOf(cloud, AutoScalingGroupName, id);
      if (member.state === 'Standby') refuse('aws.refused', 'it is on standby');
      if (group.desired - 1 < group.min) refuse('aws.refused', 'the group would be too small');
      group.desired -= 1;
      member.state = 'Standby';
      for (const arn of group.targetGroups) {
        const targets = known(cloud.targetGroups[arn], arn);
        targets.targets = targets.targets.filter((target) => target.id !== id);
      }
    }
    return {};
  },
  'autoscaling:ExitStandby': ({ AutoScalingGroupName = '', InstanceIds = [] }) => {
    const group = known(cloud.scaling[AutoScalingGroupName], AutoScalingGroupName);
    for (const id of InstanceIds) {
      const member = memberOf(cloud, AutoScalingGroupName, id);
      if (member.state !== 'Standby') refuse('aws.refused', 'it is in service');
      if (group.desired + 1 > group.max) refuse('aws.refused', 'the group would be too large');
      group.desired += 1;
      member.state = 'InService';
      for (const arn of group.targetGroups) register(cloud, arn, { id, port: 80 });
    }
    return {};
  },
});

const memberOf = (cloud: Cloud, group: string | undefined, id: string) =>
  known(cloud.scaling[group ?? '']?.members[id], id);

function register(cloud: Cloud, arn: string, target: { id: string; port: number }): void {
  const group = known(cloud.targetGroups[arn], arn);
  const isThere = group.targets.some(({ id, port }) => id === target.id && port === target.port);
  if (isThere) return;
  group.targets = [...group.targets, target].sort((a, b) =>
    `${a.id} ${a.port}` < `${b.id} ${b.port}` ? -1 : 1,
  );
}

const balancing = (cloud: Cloud): Handlers => ({
  'elasticloadbalancing:DescribeTargetGroups': () => ({
    TargetGroups: Object.entries(cloud.targetGroups).map(([TargetGroupArn, { vpc, type }]) => ({
      TargetGroupArn,
      VpcId: vpc,
      TargetType: type,
    })),
  }),
  'elasticloadbalancing:DescribeTargetHealth': ({ TargetGroupArn = '' }) => ({
    TargetHealthDescriptions: known(cloud.targetGroups[TargetGroupArn], TargetGroupArn).targets.map(
      ({ id, port }) => ({
        Target: { Id: id, Port: port },
        TargetHealth: { State: 'healthy' as const },
      }),
    ),
  }),
  'elasticloadbalancing:RegisterTargets': ({ TargetGroupArn = '', Targets = [] }) => {
    for (const { Id = '', Port = 0 } of Targets)
      register(cloud, TargetGroupArn, { id: Id, port: Port });
    return {};
  },
  'elasticloadbalancing:DeregisterTargets': ({ TargetGroupArn = '', Targets = [] }) => {
    const group = known(cloud.targetGroups[TargetGroupArn], TargetGroupArn);
    group.targets = group.targets.filter(
      ({ id, port }) => !Targets.some(({ Id, Port }) => Id === id && Port === port),
    );
    return {};
  },
  'elasticloadbalancing:DescribeLoadBalancers': ({ LoadBalancerNames }) => ({
    LoadBalancerDescriptions: (LoadBalancerNames ?? Object.keys(cloud.balancers)).map((name) => ({
      LoadBalancerName: name,
      Instances: known(cloud.balancers[name], name).instances.map((InstanceId) => ({ InstanceId })),
    })),
  }),
  'elasticloadbalancing:RegisterInstancesWithLoadBalancer': (input) => {
    const balancer = known(cloud.balancers[input.LoadBalancerName ?? ''], 'balancer');
    const ids = (input.Instances ?? []).map(({ InstanceId = '' }) => InstanceId);
    balancer.instances = [...new Set([...balancer.instances, ...ids])].sort();
    return {};
  },
  'elasticloadbalancing:DeregisterInstancesFromLoadBalancer': (input) => {
    const balancer = known(cloud.balancers[input.LoadBalancerName ?? ''], 'balancer');
    const ids = new Set((input.Instances ?? []).map(({ InstanceId }) => InstanceId));
    balancer.instances = balancer.instances.filter((id) => !ids.has(id));
    return {};
  },
});
