import { memberArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';
import { inSteps } from './session.ts';

/** Keeps a host from being ended or replaced, and gives it back. */
export const preserving = (member: MemberPlaces): readonly PolicyStatement[] => {
  const steps = inSteps('preserve', 'release');
  return [
    allow('ProtectHosts', {
      actions: ['ec2:ModifyInstanceAttribute'],
      resources: [memberArn(member, 'ec2', 'instance/*'), memberArn(member, 'ec2', 'volume/*')],
      conditions: { StringEquals: steps },
    }),
    allow('TagHosts', {
      actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
      resources: [memberArn(member, 'ec2', 'instance/*')],
      conditions: {
        StringEquals: steps,
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['afo:case'] },
        Null: { 'aws:TagKeys': ['false'] },
      },
    }),
    allow('KeepFromReplacement', {
      actions: [
        'autoscaling:EnterStandby',
        'autoscaling:ExitStandby',
        'autoscaling:SetInstanceProtection',
        'autoscaling:UpdateAutoScalingGroup',
      ],
      resources: [memberArn(member, 'autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*')],
      conditions: { StringEquals: steps },
    }),
    allow('TakeOutOfBalancing', {
      actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      resources: [memberArn(member, 'elasticloadbalancing', 'targetgroup/*/*')],
      conditions: { StringEquals: steps },
    }),
    allow('TakeOutOfClassicBalancing', {
      actions: [
        'elasticloadbalancing:DeregisterInstancesFromLoadBalancer',
        'elasticloadbalancing:RegisterInstancesWithLoadBalancer',
      ],
      resources: [memberArn(member, 'elasticloadbalancing', 'loadbalancer/*')],
      conditions: { StringEquals: steps },
    }),
  ];
};
