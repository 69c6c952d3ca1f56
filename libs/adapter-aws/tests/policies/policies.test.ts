import { describe, expect, it } from 'vitest';
import {
  appRoles,
  doctorPolicy,
  findingsDoctorPolicy,
  memberPoliciesOf,
  memberSteps,
  memberTrustPolicy,
  policiesOf,
  sessionPolicyOf,
  sizeOf,
} from '@afo/iam-policies';
import type { PolicyDocument } from '@afo/iam-policies';
import { deployedNames } from '@afo/deployment';
import { clientSettings } from '../../src/clients.ts';
import { openService } from '../../src/host/calls/services.ts';
import { matchesArn } from '@afo/iam-policies';
import { ELSEWHERE, MEMBER_PLACES, PLACES } from './places.ts';
import { factsOf, listOf, strangeKeys } from './reference.ts';

/** An account that names no documents, no shared key and no path of its workloads. */
const BARE = {
  partition: 'aws',
  account: MEMBER_PLACES.account,
  forensicAccount: PLACES.account,
  rolePath: 'afo/',
  role: 'afo/afo-member',
  externalId: 'agreed',
  workloadPath: '',
};
const DOCTOR_PLACE = {
  partition: 'aws',
  account: PLACES.account,
  region: PLACES.region,
  names: deployedNames({ name: 'prod', forensic: PLACES, applications: PLACES.member }),
};
const roles = [
  ...appRoles.flatMap((role) => [
    { role, documents: policiesOf(role, PLACES) },
    { role: `${role} elsewhere`, documents: policiesOf(role, ELSEWHERE) },
  ]),
  { role: 'member', documents: memberPoliciesOf(MEMBER_PLACES) },
  { role: 'member with nothing named', documents: memberPoliciesOf(BARE) },
  { role: 'doctor', documents: [doctorPolicy(DOCTOR_PLACE)] },
  { role: 'doctor of findings', documents: [findingsDoctorPolicy(DOCTOR_PLACE)] },
  {
    role: 'member with a replacement',
    documents: memberPoliciesOf({ ...MEMBER_PLACES, replacementRole: 'afo-contained' }),
  },
];
const statements = roles.flatMap(({ role, documents }) =>
  documents.flatMap(({ Statement }) =>
    Statement.map((statement) => ({ role, statement, where: `${role}/${statement.Sid}` })),
  ),
);
const actions = statements.flatMap(({ statement, where }) =>
  listOf(statement.Action).map((action) => ({ action, statement, where })),
);

describe('the policies of the roles', () => {
  it('are as small as IAM takes them, and few enough for a role', () => {
    for (const { documents } of roles) {
      expect(documents.length).toBeLessThanOrEqual(10);
      for (const document of documents) expect(sizeOf(document)).toBeLessThanOrEqual(6_144);
    }
    for (const step of memberSteps)
      expect(sizeOf(sessionPolicyOf(step))).toBeLessThanOrEqual(2_048);
    expect(sizeOf(memberTrustPolicy(MEMBER_PLACES))).toBeLessThanOrEqual(2_048);
  });

  it('have names of statements that IAM takes, each once in a role', () => {
    expect(statements.filter(({ statement }) => !/^[A-Za-z0-9]+$/.test(statement.Sid))).toEqual([]);
    expect(new Set(statements.map(({ where }) => where)).size).toBe(statements.length);
  });

  it('F-61 allow no action by a wildcard, so that nobody gets one that AWS thinks of later', () => {
    expect(actions.length).toBeGreaterThan(300);
    expect(actions.filter(({ action }) => /[*?]/.test(action))).toEqual([]);
  });

  it('name actions that there are', async () => {
    const unknown = [];
    for (const { action, where } of actions)
      if ((await factsOf(action)) === undefined) unknown.push(`${where}: ${action}`);

    expect(unknown).toEqual([]);
  });

  it('F-61 allow all resources only where the action knows none', async () => {
    const wide = [];
    for (const { action, statement, where } of actions) {
      if (!listOf(statement.Resource).includes('*')) continue;
      const facts = await factsOf(action);
      if ((facts?.arns ?? ['unknown']).length > 0) wide.push(`${where}: ${action}`);
    }

    expect(wide).toEqual([]);
  });

  it('name resources that their actions know, and no resource for nothing', async () => {
    const idle = [];
    for (const { statement, where } of statements) {
      const known = await Promise.all(listOf(statement.Action).map(factsOf));
      const arns = known.map((facts) => facts?.arns ?? []);
      const resources = listOf(statement.Resource).filter((resource) => resource !== '*');
      const fits = (arn: string, resource: string): boolean =>
        matchesArn(arn, resource.replaceAll('*', 'x'));
      for (const resource of resources)
        if (!arns.flat().some((arn) => fits(arn, resource))) idle.push(`${where}: ${resource}`);
      for (const [index, list] of arns.entries())
        if (list.length > 0 && !list.some((arn) => resources.some((one) => fits(arn, one))))
          idle.push(`${where}: ${listOf(statement.Action)[index] ?? ''}`);
    }

    expect(idle).toEqual([]);
  });

  it('ask only for what a request of that action can say, or they would never allow it', async () => {
    const strange = [];
    for (const { action, statement, where } of actions) {
      const facts = await factsOf(action);
      if (facts === undefined) continue;
      for (const key of strangeKeys(statement, facts)) strange.push(`${where}: ${action} ${key}`);
    }

    expect(strange).toEqual([]);
  });

  it('stay in the partition and the accounts that they are made for', () => {
    const partOf = (arn: string, index: number): string => arn.split(':')[index] ?? '';
    const strangers = statements.flatMap(({ statement, where }) =>
      listOf(statement.Resource)
        .filter((arn) => arn !== '*')
        .filter((arn) => {
          const partition = where.includes('elsewhere') ? 'aws-cn' : 'aws';
          const account = partOf(arn, 4);
          return (
            partOf(arn, 1) !== partition ||
            (!['', '*', PLACES.account, MEMBER_PLACES.account].includes(account) &&
              // Policies that AWS itself manages.
              !arn.startsWith('arn:aws:iam::aws:policy/'))
          );
        }),
    );

    expect(strangers).toEqual([]);
  });

  it('name any account only to enter those of the organisation, and for keys of shared snapshots', () => {
    const wide = statements.filter(({ statement }) =>
      listOf(statement.Resource).some((arn) => arn !== '*' && arn.split(':')[4] === '*'),
    );

    expect(new Set(wide.map(({ statement }) => statement.Sid))).toEqual(
      new Set(['EnterAccounts', 'NameCaseAndStep', 'UseSharedKeys']),
    );
    for (const { statement } of wide.filter(({ statement: { Sid } }) => Sid !== 'UseSharedKeys'))
      expect(statement.Condition?.['StringEquals']).toMatchObject({
        'aws:ResourceOrgID': 'o-example1234',
      });
  });

  it('are not made at all where any account could call itself a member', () => {
    const anywhere = { ...PLACES, member: { role: 'afo-member', externalId: 'agreed' } };

    expect(() => policiesOf('case-workflow', anywhere)).toThrow(/accounts or the organization/);
  });

  it('allow every operation that a host can be asked or changed by, and little besides', async () => {
    const grantedBy = (documents: readonly PolicyDocument[]): readonly string[] =>
      documents
        .flatMap(({ Statement }) => Statement)
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action }) => listOf(Action));
    const member = new Set(grantedBy(memberPoliciesOf(MEMBER_PLACES)));
    const granted = new Set([...member, ...grantedBy(policiesOf('acquisition-agent', PLACES))]);
    const services = await Promise.all(
      Object.values(openService).map((open) => open(clientSettings({ region: 'eu-west-1' }))),
    );
    const called = services.flatMap(({ senders }) => Object.keys(senders));
    for (const { close } of services) close();

    // A snapshot that was locked stays so.
    expect(called.filter((operation) => !granted.has(operation))).toEqual(['ec2:UnlockSnapshot']);
    expect([...member].filter((action) => !called.includes(action)).sort()).toEqual([
      // What Reachability Analyzer and EBS do in the name of the session, and what gives a profile back.
      'ec2:DescribeManagedPrefixLists',
      'ec2:DescribeNatGateways',
      'ec2:DescribeTransitGateways',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcPeeringConnections',
      'ec2:DescribeVpcs',
      'ec2:DescribeVpnGateways',
      'elasticloadbalancing:DescribeListeners',
      'iam:PassRole',
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      // The note on a finding, which is no change to a host.
      'securityhub:BatchUpdateFindings',
      'tiros:CreateQuery',
      'tiros:GetQueryAnswer',
      'tiros:GetQueryExplanation',
    ]);
  });
});
