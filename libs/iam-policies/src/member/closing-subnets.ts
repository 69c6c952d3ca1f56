import { memberArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';
import { forItsCase, inSteps, ofItsCase } from './session.ts';

/** Puts a closed network ACL of the case on a subnet, where the groups of a host cannot be changed; takes it off again. */
export const closingSubnets = (member: MemberPlaces): readonly PolicyStatement[] => {
  const ec2 = (rest: string): string => memberArn(member, 'ec2', rest);
  const containing = { ...inSteps('contain'), ...forItsCase };
  const steps = inSteps('contain', 'release');
  return [
    allow('MakeCaseAcls', {
      actions: ['ec2:CreateNetworkAcl'],
      resources: [ec2('network-acl/*')],
      conditions: { StringEquals: containing },
    }),
    allow('MakeCaseAclsIn', {
      actions: ['ec2:CreateNetworkAcl'],
      resources: [ec2('vpc/*')],
      conditions: { StringEquals: inSteps('contain') },
    }),
    allow('TagCaseAcls', {
      actions: ['ec2:CreateTags'],
      resources: [ec2('network-acl/*')],
      conditions: { StringEquals: { ...containing, 'ec2:CreateAction': ['CreateNetworkAcl'] } },
    }),
    allow('RemoveCaseAcls', {
      actions: ['ec2:DeleteNetworkAcl'],
      resources: [ec2('network-acl/*')],
      conditions: { StringEquals: { ...steps, ...ofItsCase } },
    }),
    // A release puts a subnet's own ACL back, which bears no case.
    allow('CloseSubnets', {
      actions: ['ec2:ReplaceNetworkAclAssociation'],
      resources: [ec2('network-acl/*'), ec2('subnet/*')],
      conditions: { StringEquals: steps },
    }),
  ];
};
