import { documentOf, SESSION_POLICY_SIZE, sizeOf } from './document.ts';
import type { PolicyDocument } from './document.ts';
import type { MemberStep } from './member/member-steps.ts';
import { allow } from './statement.ts';

/** Names that only look. The role's own policies say which of them there are, and of what. */
const LOOKS = [
  'autoscaling:Describe*',
  'cloudtrail:LookupEvents',
  'ec2:Describe*',
  'ec2:GetConsole*',
  'elasticloadbalancing:Describe*',
  'iam:Get*',
  'iam:List*',
  'iam:SimulatePrincipalPolicy',
  'kms:DescribeKey',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'ssm:DescribeInstanceInformation',
];

const PRESERVES = [
  'autoscaling:EnterStandby',
  'autoscaling:ExitStandby',
  'autoscaling:SetInstanceProtection',
  'autoscaling:UpdateAutoScalingGroup',
  'ec2:CreateTags',
  'ec2:DeleteTags',
  'ec2:ModifyInstanceAttribute',
  'elasticloadbalancing:*egister*',
];

const CONTAINS = [
  'ec2:AssociateAddress',
  'ec2:AuthorizeSecurityGroup*',
  'ec2:DeleteNetworkAcl',
  'ec2:DeleteSecurityGroup',
  'ec2:DisassociateAddress',
  'ec2:DisassociateIamInstanceProfile',
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:ReplaceNetworkAclAssociation',
  'ec2:RevokeSecurityGroup*',
];

const KEY_USE = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

const CHANGES: Readonly<Record<MemberStep, readonly string[]>> = {
  triage: [],
  preserve: PRESERVES,
  snapshot: ['ec2:CreateSnapshots', 'ec2:CreateTags'],
  contain: [
    ...CONTAINS,
    'ec2:AssociateIamInstanceProfile',
    'ec2:CreateNetworkAcl',
    'ec2:CreateSecurityGroup',
    'ec2:CreateTags',
    'ec2:ReplaceIamInstanceProfileAssociation',
    'iam:PassRole',
    'iam:PutRolePolicy',
    'iam:PutUserPolicy',
    'iam:UpdateAccessKey',
  ],
  prove: [
    'ec2:CreateNetworkInsightsPath',
    'ec2:CreateTags',
    'ec2:DeleteNetworkInsights*',
    'ec2:StartNetworkInsightsAnalysis',
    'ssm:GetCommandInvocation',
    'ssm:SendCommand',
    'tiros:*Query*',
  ],
  'acquire-disk': [
    'ec2:CopySnapshot',
    'ec2:CreateTags',
    'ec2:DeleteSnapshot',
    'ec2:ModifySnapshotAttribute',
    ...KEY_USE,
  ],
  release: [
    ...PRESERVES,
    ...CONTAINS,
    'ec2:AssociateIamInstanceProfile',
    'ec2:ReplaceIamInstanceProfileAssociation',
    'iam:DeleteRolePolicy',
    'iam:DeleteUserPolicy',
    'iam:PassRole',
    'iam:UpdateAccessKey',
  ],
  'write-back': ['securityhub:BatchUpdateFindings'],
};

/**
 * The session policy of a step, for MemberSessions: a session can do what the role's policies and this one allow, so
 * its wildcards give nothing that the role has not. Triage can change nothing.
 */
export function sessionPolicyOf(step: MemberStep): PolicyDocument {
  const document = documentOf([
    allow('Step', { actions: [...LOOKS, ...CHANGES[step]], resources: ['*'] }),
  ]);
  if (sizeOf(document) > SESSION_POLICY_SIZE)
    throw new Error(`the session policy of ${step} is larger than AWS takes`);
  return document;
}
