import { globalArn, memberArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { allow, deny } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';
import { inSteps } from './session.ts';

/** Revokes the sessions of a workload's role, denies a user and switches its keys; gives a profile back, which passes its role on. */
export const identities = (member: MemberPlaces): readonly PolicyStatement[] => {
  const workloads = [globalArn(member, `role/${member.workloadPath}*`)];
  const users = [globalArn(member, `user/${member.workloadPath}*`)];
  return [
    allow('RevokeSessions', {
      actions: ['iam:PutRolePolicy'],
      resources: workloads,
      conditions: { StringEquals: inSteps('contain') },
    }),
    allow('EndRevocation', {
      actions: ['iam:DeleteRolePolicy'],
      resources: workloads,
      conditions: { StringEquals: inSteps('release') },
    }),
    allow('DenyUsers', {
      actions: ['iam:PutUserPolicy'],
      resources: users,
      conditions: { StringEquals: inSteps('contain') },
    }),
    allow('EndDenial', {
      actions: ['iam:DeleteUserPolicy'],
      resources: users,
      conditions: { StringEquals: inSteps('release') },
    }),
    // IAM cannot tell a key that is made inactive from one that is made active again.
    allow('SwitchAccessKeys', {
      actions: ['iam:UpdateAccessKey'],
      resources: users,
      conditions: { StringEquals: inSteps('contain', 'release') },
    }),
    allow('PassWorkloadRoles', {
      actions: ['iam:PassRole'],
      resources: workloads,
      conditions: {
        StringEquals: inSteps('release'),
        // The host name behind the point is the partition's.
        StringLike: { 'iam:PassedToService': ['ec2.*'] },
      },
    }),
    ...replacing(member),
    deny('NeverItself', {
      actions: ['iam:DeleteRolePolicy', 'iam:PassRole', 'iam:PutRolePolicy'],
      resources: [
        globalArn(member, `role/${member.role}`),
        globalArn(member, `role/${member.rolePath}*`),
      ],
    }),
    deny('NeverItsUsers', {
      actions: ['iam:DeleteUserPolicy', 'iam:PutUserPolicy', 'iam:UpdateAccessKey'],
      resources: [globalArn(member, `user/${member.rolePath}*`)],
    }),
  ];
};

/** Gives a host another profile while it is contained, where the deployment names the role for that. */
function replacing(member: MemberPlaces): readonly PolicyStatement[] {
  const { replacementRole } = member;
  if (replacementRole === undefined) return [];
  const steps = inSteps('contain');
  return [
    allow('ReplaceProfiles', {
      actions: ['ec2:AssociateIamInstanceProfile', 'ec2:ReplaceIamInstanceProfileAssociation'],
      resources: [memberArn(member, 'ec2', 'instance/*')],
      conditions: { StringEquals: steps },
    }),
    allow('PassReplacement', {
      actions: ['iam:PassRole'],
      resources: [globalArn(member, `role/${replacementRole}`)],
      conditions: { StringEquals: steps, StringLike: { 'iam:PassedToService': ['ec2.*'] } },
    }),
  ];
}
