import * as autoscalingSdk from '@aws-sdk/client-auto-scaling';
import * as cloudtrailSdk from '@aws-sdk/client-cloudtrail';
import * as iamSdk from '@aws-sdk/client-iam';
import * as kmsSdk from '@aws-sdk/client-kms';
import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as ssmSdk from '@aws-sdk/client-ssm';
import type { HostClients } from './host-clients.ts';

/** Operations of the services beside EC2 and its load balancing, one a row. */
export const otherOperations = {
  'autoscaling:DescribeAutoScalingGroups': (
    { autoScaling }: HostClients,
    input: autoscalingSdk.DescribeAutoScalingGroupsCommandInput,
  ) => autoScaling.send(new autoscalingSdk.DescribeAutoScalingGroupsCommand(input)),
  'autoscaling:DescribeAutoScalingInstances': (
    { autoScaling }: HostClients,
    input: autoscalingSdk.DescribeAutoScalingInstancesCommandInput,
  ) => autoScaling.send(new autoscalingSdk.DescribeAutoScalingInstancesCommand(input)),
  'autoscaling:EnterStandby': (
    { autoScaling }: HostClients,
    input: autoscalingSdk.EnterStandbyCommandInput,
  ) => autoScaling.send(new autoscalingSdk.EnterStandbyCommand(input)),
  'autoscaling:ExitStandby': (
    { autoScaling }: HostClients,
    input: autoscalingSdk.ExitStandbyCommandInput,
  ) => autoScaling.send(new autoscalingSdk.ExitStandbyCommand(input)),
  'autoscaling:SetInstanceProtection': (
    { autoScaling }: HostClients,
    input: autoscalingSdk.SetInstanceProtectionCommandInput,
  ) => autoScaling.send(new autoscalingSdk.SetInstanceProtectionCommand(input)),
  'autoscaling:UpdateAutoScalingGroup': (
    { autoScaling }: HostClients,
    input: autoscalingSdk.UpdateAutoScalingGroupCommandInput,
  ) => autoScaling.send(new autoscalingSdk.UpdateAutoScalingGroupCommand(input)),
  'cloudtrail:LookupEvents': (
    { trail }: HostClients,
    input: cloudtrailSdk.LookupEventsCommandInput,
  ) => trail.send(new cloudtrailSdk.LookupEventsCommand(input)),
  'iam:DeleteRolePolicy': ({ iam }: HostClients, input: iamSdk.DeleteRolePolicyCommandInput) =>
    iam.send(new iamSdk.DeleteRolePolicyCommand(input)),
  'iam:GetInstanceProfile': ({ iam }: HostClients, input: iamSdk.GetInstanceProfileCommandInput) =>
    iam.send(new iamSdk.GetInstanceProfileCommand(input)),
  'iam:GetPolicy': ({ iam }: HostClients, input: iamSdk.GetPolicyCommandInput) =>
    iam.send(new iamSdk.GetPolicyCommand(input)),
  'iam:GetPolicyVersion': ({ iam }: HostClients, input: iamSdk.GetPolicyVersionCommandInput) =>
    iam.send(new iamSdk.GetPolicyVersionCommand(input)),
  'iam:GetRole': ({ iam }: HostClients, input: iamSdk.GetRoleCommandInput) =>
    iam.send(new iamSdk.GetRoleCommand(input)),
  'iam:GetRolePolicy': ({ iam }: HostClients, input: iamSdk.GetRolePolicyCommandInput) =>
    iam.send(new iamSdk.GetRolePolicyCommand(input)),
  'iam:ListAttachedRolePolicies': (
    { iam }: HostClients,
    input: iamSdk.ListAttachedRolePoliciesCommandInput,
  ) => iam.send(new iamSdk.ListAttachedRolePoliciesCommand(input)),
  'iam:ListInstanceProfilesForRole': (
    { iam }: HostClients,
    input: iamSdk.ListInstanceProfilesForRoleCommandInput,
  ) => iam.send(new iamSdk.ListInstanceProfilesForRoleCommand(input)),
  'iam:ListRolePolicies': ({ iam }: HostClients, input: iamSdk.ListRolePoliciesCommandInput) =>
    iam.send(new iamSdk.ListRolePoliciesCommand(input)),
  'iam:PutRolePolicy': ({ iam }: HostClients, input: iamSdk.PutRolePolicyCommandInput) =>
    iam.send(new iamSdk.PutRolePolicyCommand(input)),
  'ssm:DescribeInstanceInformation': (
    { ssm }: HostClients,
    input: ssmSdk.DescribeInstanceInformationCommandInput,
  ) => ssm.send(new ssmSdk.DescribeInstanceInformationCommand(input)),
  'ssm:GetCommandInvocation': (
    { ssm }: HostClients,
    input: ssmSdk.GetCommandInvocationCommandInput,
  ) => ssm.send(new ssmSdk.GetCommandInvocationCommand(input)),
  'ssm:SendCommand': ({ ssm }: HostClients, input: ssmSdk.SendCommandCommandInput) =>
    ssm.send(new ssmSdk.SendCommandCommand(input)),
  'logs:DescribeLogStreams': (
    { logs }: HostClients,
    input: logsSdk.DescribeLogStreamsCommandInput,
  ) => logs.send(new logsSdk.DescribeLogStreamsCommand(input)),
  'logs:FilterLogEvents': ({ logs }: HostClients, input: logsSdk.FilterLogEventsCommandInput) =>
    logs.send(new logsSdk.FilterLogEventsCommand(input)),
  'kms:DescribeKey': ({ kms }: HostClients, input: kmsSdk.DescribeKeyCommandInput) =>
    kms.send(new kmsSdk.DescribeKeyCommand(input)),
} as const;
