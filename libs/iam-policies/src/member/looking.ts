import { globalArn, managedPolicies, memberArn, snapshotArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';

/** None of these knows a resource in IAM. */
const WITHOUT_RESOURCE = [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeAutoScalingInstances',
  'cloudtrail:LookupEvents',
  'ec2:DescribeAddresses',
  'ec2:DescribeFlowLogs',
  'ec2:DescribeIamInstanceProfileAssociations',
  'ec2:DescribeImages',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeLockedSnapshots',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInsightsAnalyses',
  'ec2:DescribeNetworkInsightsPaths',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSnapshots',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
  'ec2:DescribeVolumes',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'ssm:DescribeInstanceInformation',
];

/** What every step may look at. */
export const looking = (member: MemberPlaces): readonly PolicyStatement[] => [
  allow('Look', {
    actions: WITHOUT_RESOURCE,
    resources: ['*'],
  }),
  allow('LookAtHosts', {
    actions: ['ec2:DescribeInstanceAttribute', 'ec2:GetConsoleOutput', 'ec2:GetConsoleScreenshot'],
    resources: [memberArn(member, 'ec2', 'instance/*')],
  }),
  allow('LookAtSnapshots', {
    actions: ['ec2:DescribeSnapshotAttribute'],
    resources: [snapshotArn(member.partition, '*', '*')],
  }),
  allow('LookAtRoles', {
    actions: [
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListInstanceProfilesForRole',
      'iam:ListRolePolicies',
    ],
    resources: [globalArn(member, 'role/*')],
  }),
  ...lookingAtPrincipals(member),
  allow('LookAtPolicies', {
    actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
    // Also those that AWS manages.
    resources: [globalArn(member, 'policy/*'), managedPolicies(member.partition)],
  }),
  allow('LookAtProfiles', {
    actions: ['iam:GetInstanceProfile'],
    resources: [globalArn(member, 'instance-profile/*')],
  }),
  allow('LookAtEncryption', {
    actions: ['kms:DescribeKey'],
    resources: [memberArn(member, 'kms', 'key/*')],
  }),
  allow('ReadFlowLogs', {
    actions: ['logs:DescribeLogStreams', 'logs:FilterLogEvents'],
    resources: [memberArn(member, 'logs', 'log-group:*')],
  }),
];

/** Users and their groups, and what IAM would allow to users and roles. */
const lookingAtPrincipals = (member: MemberPlaces): readonly PolicyStatement[] => [
  allow('LookAtUsers', {
    actions: [
      'iam:GetAccessKeyLastUsed',
      'iam:GetLoginProfile',
      'iam:GetUser',
      'iam:GetUserPolicy',
      'iam:ListAccessKeys',
      'iam:ListAttachedUserPolicies',
      'iam:ListGroupsForUser',
      'iam:ListMFADevices',
      'iam:ListUserPolicies',
    ],
    resources: [globalArn(member, 'user/*')],
  }),
  allow('LookAtGroups', {
    actions: ['iam:GetGroupPolicy', 'iam:ListAttachedGroupPolicies', 'iam:ListGroupPolicies'],
    resources: [globalArn(member, 'group/*')],
  }),
  allow('SimulatePrincipals', {
    actions: ['iam:SimulatePrincipalPolicy'],
    resources: [globalArn(member, 'role/*'), globalArn(member, 'user/*')],
  }),
];
