import { globalArn, memberArn, snapshotArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { danger } from './danger.ts';
import type { Danger } from './danger.ts';

/** Against an application account, whatever the step of the session; `session` says of which case it is. */
export function memberDangersTo(
  member: MemberPlaces,
  session: { readonly case: string; readonly step: string },
): readonly Danger[] {
  const who = {
    'aws:PrincipalTag/case': session.case,
    'aws:PrincipalTag/step': session.step,
  };
  return [...toWorkloads(member), ...toMemberIdentities(member), ...toMemberSnapshots(member)].map(
    ({ name, access }) => ({
      name,
      access: { ...access, context: { ...who, ...access.context } },
    }),
  );
}

function toWorkloads(member: MemberPlaces): readonly Danger[] {
  const ec2 = (rest: string): string => memberArn(member, 'ec2', rest).replace(':*:', ':region:');
  const instance = ec2('instance/i-0123456789abcdef0');
  const group = ec2('security-group/sg-0123456789abcdef0');
  const foreign = { 'aws:ResourceTag/afo:case': 'another case' };
  return [
    danger('end a host', 'ec2:TerminateInstances', { resource: instance }),
    danger('stop a host', 'ec2:StopInstances', { resource: instance }),
    danger('start a host', 'ec2:RunInstances', { resource: instance }),
    danger('open a group of the workload', 'ec2:AuthorizeSecurityGroupIngress', {
      resource: group,
    }),
    danger('empty a group of the workload', 'ec2:RevokeSecurityGroupEgress', { resource: group }),
    danger('open a group of another case', 'ec2:AuthorizeSecurityGroupIngress', {
      resource: group,
      context: foreign,
    }),
    danger('give a resource the tag of a case', 'ec2:CreateTags', {
      resource: group,
      context: { 'aws:TagKeys': ['afo:case'], 'aws:RequestTag/afo:case': 'case' },
    }),
    danger('run another document', 'ssm:SendCommand', {
      resource: `arn:${member.partition}:ssm:region::document/AWS-RunShellScript`,
    }),
    danger('open a shell', 'ssm:StartSession', { resource: instance }),
    danger('read the password of a host', 'ec2:GetPasswordData', { resource: instance }),
  ];
}

function toMemberIdentities(member: MemberPlaces): readonly Danger[] {
  const own = globalArn(member, `role/${member.role}`);
  const outside = globalArn(member, 'role/outside/administrator');
  const user = globalArn(member, `user/${member.workloadPath}somebody`);
  const actions = [
    'iam:AttachRolePolicy',
    'iam:CreatePolicyVersion',
    'iam:CreateRole',
    'iam:UpdateAssumeRolePolicy',
  ];
  return [
    ...['iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:PassRole', ...actions].map((action) =>
      danger(`${action} of its own role`, action, {
        resource: own,
        context: { 'iam:PassedToService': 'ec2.service' },
      }),
    ),
    ...(member.workloadPath === ''
      ? []
      : ['iam:PutRolePolicy', 'iam:PassRole'].map((action) =>
          danger(`${action} of a role that is no workload's`, action, {
            resource: outside,
            context: { 'iam:PassedToService': 'ec2.service' },
          }),
        )),
    danger('pass a role to another service', 'iam:PassRole', {
      resource: globalArn(member, `role/${member.workloadPath}web`),
      context: { 'iam:PassedToService': 'lambda.service' },
    }),
    danger('make a key', 'iam:CreateAccessKey', { resource: user }),
    danger('delete a key, which cannot be given back', 'iam:DeleteAccessKey', { resource: user }),
    danger('delete a console password', 'iam:DeleteLoginProfile', { resource: user }),
    danger('give a user a console password', 'iam:CreateLoginProfile', { resource: user }),
    danger('set the console password of a user', 'iam:UpdateLoginProfile', { resource: user }),
    danger('take a second factor off', 'iam:DeactivateMFADevice', { resource: user }),
    danger('attach a policy to a user', 'iam:AttachUserPolicy', { resource: user }),
    danger('put a user into a group', 'iam:AddUserToGroup', {
      resource: globalArn(member, 'group/administrators'),
    }),
    ...['iam:PutUserPolicy', 'iam:DeleteUserPolicy', 'iam:UpdateAccessKey'].map((action) =>
      danger(`${action} of a user of its own`, action, {
        resource: globalArn(member, `user/${member.rolePath}somebody`),
      }),
    ),
    danger('take another role', 'sts:AssumeRole', { resource: outside }),
  ];
}

function toMemberSnapshots({ partition, forensicAccount }: MemberPlaces): readonly Danger[] {
  const resource = snapshotArn(partition, 'region', 'snap-0123456789abcdef0');
  const its = { 'aws:ResourceTag/afo:case': 'case' };
  const share = 'ec2:ModifySnapshotAttribute';
  return [
    danger('delete a snapshot of no case', 'ec2:DeleteSnapshot', { resource }),
    danger('delete a snapshot of another case', 'ec2:DeleteSnapshot', {
      resource,
      context: { 'aws:ResourceTag/afo:case': 'another case' },
    }),
    danger('share with a stranger', share, {
      resource,
      context: { ...its, 'ec2:Add/userId': ['stranger'] },
    }),
    danger('share with a stranger beside the forensic account', share, {
      resource,
      context: { ...its, 'ec2:Add/userId': [forensicAccount, 'stranger'] },
    }),
    danger('share with everybody', share, {
      resource,
      context: { ...its, 'ec2:Add/userId': [forensicAccount], 'ec2:Add/group': ['all'] },
    }),
    danger('share what is of no case', share, {
      resource,
      context: { 'ec2:Add/userId': [forensicAccount] },
    }),
    danger('delete a volume', 'ec2:DeleteVolume', {
      resource: `arn:${partition}:ec2:region:account:volume/vol-0123456789abcdef0`,
    }),
  ];
}
