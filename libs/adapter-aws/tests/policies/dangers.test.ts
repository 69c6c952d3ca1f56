import { describe, expect, it } from 'vitest';
import {
  appRoles,
  dangersTo,
  judge,
  memberDangersTo,
  memberPoliciesOf,
  memberSteps,
  policiesOf,
} from '@afo/iam-policies';
import type { Danger, PolicyDocument } from '@afo/iam-policies';
import { ELSEWHERE, MEMBER_PLACES, PLACES } from './places.ts';
import { factsOf } from './reference.ts';

const everything: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' }],
};
const allowed = (policies: readonly PolicyDocument[], dangers: readonly Danger[]) =>
  dangers.filter(({ access }) => judge(policies, access).allowed).map(({ name }) => name);

const WORKLOADS_ANYWHERE = { ...MEMBER_PLACES, workloadPath: '' };
const members = [MEMBER_PLACES, WORKLOADS_ANYWHERE];

describe('what no role may do', () => {
  it.each(appRoles)('F-61 F-66 is denied to %s: evidence, log, keys, other roles', (role) => {
    expect(allowed(policiesOf(role, PLACES), dangersTo(PLACES))).toEqual([]);
    expect(allowed(policiesOf(role, ELSEWHERE), dangersTo(ELSEWHERE))).toEqual([]);
  });

  it.each(memberSteps)('is denied to the role of an application account in the step %s', (step) => {
    for (const member of members)
      expect(
        allowed(memberPoliciesOf(member), memberDangersTo(member, { case: 'case', step })),
      ).toEqual([]);
  });

  it('is denied to a session of an application account that names no step', () => {
    const dangers = memberDangersTo(MEMBER_PLACES, { case: 'case', step: 'none' });

    expect(allowed(memberPoliciesOf(MEMBER_PLACES), dangers)).toEqual([]);
  });

  it('would be found if a policy allowed it', () => {
    const dangers = [
      ...dangersTo(PLACES),
      ...memberDangersTo(MEMBER_PLACES, { case: 'case', step: 'contain' }),
    ];

    expect(dangers.length).toBeGreaterThan(60);
    expect(allowed([everything], dangers)).toHaveLength(dangers.length);
  });

  it('is named as AWS names it: a danger with a wrong name would be denied for nothing', async () => {
    const unknown = [];
    for (const { name, access } of [
      ...dangersTo(PLACES),
      ...memberDangersTo(MEMBER_PLACES, { case: 'case', step: 'contain' }),
    ])
      if ((await factsOf(access.action)) === undefined) unknown.push(`${name}: ${access.action}`);

    expect(unknown).toEqual([]);
  });
});

/** The same requests as they are made, each a hair away from a danger: a policy that denies all would be no use. */
describe('what a role is there for', () => {
  const object = `arn:aws:s3:::${PLACES.vaultBucket}/cases/case/E-0001/0123456789abcdef-image`;
  const once = { 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' };
  const snapshot = 'arn:aws:ec2:eu-central-1::snapshot/snap-0123456789abcdef0';
  const group = 'arn:aws:ec2:eu-central-1:444455556666:security-group/sg-0123456789abcdef0';
  const session = (step: string) => ({
    'aws:PrincipalTag/case': 'case',
    'aws:PrincipalTag/step': step,
  });
  const its = { 'aws:ResourceTag/afo:case': 'case' };

  it.each([
    ['acquisition-agent', 's3:PutObject', object, once],
    ['acquisition-agent', 's3:PutObject', object, { 's3:ObjectCreationOperation': 'false' }],
    ['acquisition-agent', 's3:PutObjectRetention', object, { 's3:object-lock-mode': 'COMPLIANCE' }],
    ['acquisition-agent', 's3:PutObjectLegalHold', object, { 's3:object-lock-legal-hold': 'ON' }],
    ['custodian', 's3:PutObjectLegalHold', object, { 's3:object-lock-legal-hold': 'OFF' }],
    ['acquisition-agent', 'ec2:DeleteSnapshot', snapshot, { 'aws:ResourceTag/afo:case': 'case' }],
    ['acquisition-agent', 'ebs:GetSnapshotBlock', snapshot, { 'aws:ResourceTag/afo:case': 'c' }],
  ] as const)('is allowed: %s %s', (...[role, action, resource, context]) => {
    expect(judge(policiesOf(role, PLACES), { action, resource, context }).allowed).toBe(true);
  });

  it('F-61 is not shared: only the custodian takes a legal hold off, only the operator settles rejections', () => {
    const release = {
      action: 's3:PutObjectLegalHold',
      resource: object,
      context: { 's3:object-lock-legal-hold': 'OFF' },
    };
    const settle = {
      action: 's3:PutObject',
      resource: `arn:aws:s3:::${PLACES.rejectedBucket}/rejected/replayed/1`,
      context: once,
    };
    const who = (access: Danger['access']) =>
      appRoles.filter((role) => judge(policiesOf(role, PLACES), access).allowed);

    expect(who(release)).toEqual(['custodian']);
    expect(who(settle)).toEqual(['operator']);
  });

  it.each([
    ['contain', 'ec2:RevokeSecurityGroupEgress', group, its],
    ['acquire-disk', 'ec2:DeleteSnapshot', snapshot, its],
    [
      'acquire-disk',
      'ec2:ModifySnapshotAttribute',
      snapshot,
      { ...its, 'ec2:Add/userId': [PLACES.account] },
    ],
  ] as const)('is allowed in its step only: %s %s', (...[step, action, resource, context]) => {
    const may = memberSteps.filter(
      (one) =>
        judge(memberPoliciesOf(MEMBER_PLACES), {
          action,
          resource,
          context: { ...session(one), ...context },
        }).allowed,
    );

    expect(may).toContain(step);
    expect(may).not.toContain('triage');
    expect(may).not.toContain('prove');
  });
});
