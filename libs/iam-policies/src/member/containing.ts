import { memberArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';
import { forItsCase, inSteps, ofItsCase } from './session.ts';

/** Takes the network from a host, and gives it back; only rules of groups that this case made can be written. */
export const containing = (member: MemberPlaces): readonly PolicyStatement[] => {
  const steps = inSteps('contain', 'release');
  const ec2 = (rest: string): string => memberArn(member, 'ec2', rest);
  return [
    allow('MakeCaseGroups', {
      actions: ['ec2:CreateSecurityGroup'],
      resources: [ec2('security-group/*')],
      conditions: { StringEquals: { ...inSteps('contain'), ...forItsCase } },
    }),
    allow('MakeCaseGroupsIn', {
      actions: ['ec2:CreateSecurityGroup'],
      resources: [ec2('vpc/*')],
      conditions: { StringEquals: inSteps('contain') },
    }),
    allow('TagCaseGroups', {
      actions: ['ec2:CreateTags'],
      resources: [ec2('security-group/*')],
      conditions: {
        StringEquals: {
          ...inSteps('contain'),
          ...forItsCase,
          'ec2:CreateAction': ['CreateSecurityGroup'],
        },
      },
    }),
    allow('KeepCaseGroups', {
      actions: [
        'ec2:AuthorizeSecurityGroupEgress',
        'ec2:AuthorizeSecurityGroupIngress',
        'ec2:DeleteSecurityGroup',
        'ec2:RevokeSecurityGroupEgress',
        'ec2:RevokeSecurityGroupIngress',
      ],
      resources: [ec2('security-group/*')],
      conditions: { StringEquals: { ...steps, ...ofItsCase } },
    }),
    allow('MoveInterfaces', {
      actions: ['ec2:ModifyNetworkInterfaceAttribute'],
      resources: [ec2('instance/*'), ec2('network-interface/*'), ec2('security-group/*')],
      conditions: { StringEquals: steps },
    }),
    allow('MoveAddresses', {
      actions: ['ec2:AssociateAddress', 'ec2:DisassociateAddress'],
      resources: [ec2('elastic-ip/*'), ec2('instance/*'), ec2('network-interface/*')],
      conditions: { StringEquals: steps },
    }),
    allow('TakeProfiles', {
      actions: ['ec2:DisassociateIamInstanceProfile'],
      resources: [ec2('instance/*')],
      conditions: { StringEquals: steps },
    }),
    allow('GiveProfilesBack', {
      actions: ['ec2:AssociateIamInstanceProfile', 'ec2:ReplaceIamInstanceProfileAssociation'],
      resources: [ec2('instance/*')],
      conditions: { StringEquals: inSteps('release') },
    }),
  ];
};
