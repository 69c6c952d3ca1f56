import { describe, expect, it } from 'vitest';
import {
  judge,
  judgeTrust,
  memberPoliciesOf,
  memberSteps,
  memberTrustPolicy,
  sessionPolicyOf,
} from '@afo/iam-policies';
import type { AccessContext, MemberStep } from '@afo/iam-policies';
import { listOf } from './reference.ts';
import { FORENSIC, MEMBER_PLACES } from './places.ts';

const actionsOf = (step: MemberStep): readonly string[] =>
  memberPoliciesOf(MEMBER_PLACES)
    .flatMap(({ Statement }) => Statement)
    .filter(({ Effect, Condition }) => {
      const steps = Condition?.['StringEquals']?.['aws:PrincipalTag/step'];
      return Effect === 'Allow' && (steps === undefined || listOf(steps).includes(step));
    })
    .flatMap(({ Action }) => listOf(Action));

const bySession = (step: MemberStep, action: string): boolean =>
  judge([sessionPolicyOf(step)], { action, resource: 'arn:aws:x:r:a:y', context: {} }).allowed;

describe('when a session is made for a step', () => {
  it.each(memberSteps)('lets %s do all that the role may do in it', (step) => {
    expect(actionsOf(step).filter((action) => !bySession(step, action))).toEqual([]);
  });

  it.each([
    ['triage', ['ec2:CreateTags', 'ec2:CreateSnapshots', 'iam:PutRolePolicy', 'ssm:SendCommand']],
    ['preserve', ['ec2:CreateSnapshots', 'ec2:ModifyNetworkInterfaceAttribute']],
    ['snapshot', ['ec2:DeleteSnapshot', 'ec2:ModifySnapshotAttribute', 'ec2:CreateSecurityGroup']],
    ['contain', ['ec2:CreateSnapshots', 'ec2:DeleteSnapshot', 'ssm:SendCommand']],
    ['prove', ['ec2:ModifyNetworkInterfaceAttribute', 'iam:PutRolePolicy']],
    ['acquire-disk', ['ec2:ModifyInstanceAttribute', 'iam:PutRolePolicy', 'ssm:SendCommand']],
    ['release', ['iam:PutRolePolicy', 'ec2:CreateSnapshots', 'ec2:DeleteSnapshot']],
  ] as const)('does not let %s do what is another step', (step, actions) => {
    expect(actions.filter((action) => bySession(step, action))).toEqual([]);
  });
});

describe('when the role of an application account is taken', () => {
  const principal = (role: string): string => `arn:aws:iam::${FORENSIC}:role/afo/${role}`;
  const good: AccessContext = {
    'sts:ExternalId': 'agreed',
    'aws:PrincipalOrgID': 'o-example1234',
    'aws:TagKeys': ['case', 'step'],
    'aws:RequestTag/case': 'case',
    'aws:RequestTag/step': 'contain',
  };
  const lets = (who: string, context: AccessContext): boolean =>
    ['sts:AssumeRole', 'sts:TagSession'].every(
      (action) => judgeTrust(memberTrustPolicy(MEMBER_PLACES), who, { action, context }).allowed,
    );
  const without = (key: string): AccessContext =>
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== key));

  it('lets each program in for its own steps', () => {
    expect(lets(principal('case-workflow'), good)).toBe(true);
    expect(
      lets(principal('acquisition-agent'), { ...good, 'aws:RequestTag/step': 'acquire-disk' }),
    ).toBe(true);
    for (const step of ['contain', 'prove', 'release'])
      expect(lets(principal('operator'), { ...good, 'aws:RequestTag/step': step })).toBe(true);
  });

  it.each([
    ['another program', principal('analysis-worker'), good],
    ['a program for the step of another', principal('acquisition-agent'), good],
    ['a role that only bears the name', `arn:aws:iam::${FORENSIC}:role/case-workflow`, good],
    ['another account', principal('case-workflow').replace(FORENSIC, '999999999999'), good],
    ['the account as such', `arn:aws:iam::${FORENSIC}:root`, good],
    ['whoever has no external id', principal('case-workflow'), without('sts:ExternalId')],
    ['whoever guesses it', principal('case-workflow'), { ...good, 'sts:ExternalId': 'guessed' }],
    ['whoever is outside', principal('case-workflow'), without('aws:PrincipalOrgID')],
    ['whoever names no case', principal('case-workflow'), without('aws:RequestTag/case')],
    [
      'whoever brings other tags',
      principal('case-workflow'),
      { ...good, 'aws:TagKeys': ['case', 'step', 'team'] },
    ],
  ])('does not let in %s', (_, who, context) => {
    expect(lets(who, context)).toBe(false);
  });
});
