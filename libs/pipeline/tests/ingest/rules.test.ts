import { instantOf } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { decided, only, playbookOf } from './deciding.ts';
import * as sample from './samples.ts';

const { ACCOUNT, FINDING_ARN } = sample;
const ADMIN = 'arn:aws:iam::111122223333:role/ForensicsAdministrator';
const WORKLOAD = 'arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0';

describe('when rules are matched', () => {
  const openWhen = (when: object) => ({ playbook: playbookOf([{ when, then: 'open' }]) });

  it.each([
    [{ format: ['asff'] }, 'open'],
    [{ format: ['ocsf'] }, 'ignore'],
    [{ product: ['guard*'] }, 'open'],
    [{ product: ['Falco'] }, 'ignore'],
    [{ type: ['Backdoor:EC2/*'] }, 'open'],
    [{ type: ['TTPs/Command and Control/*'] }, 'open'],
    [{ type: ['Trojan:*'] }, 'ignore'],
    [{ severityAtLeast: 'high' }, 'open'],
    [{ severityAtLeast: 'critical' }, 'ignore'],
    [{ subject: ['ec2-instance'] }, 'open'],
    [{ subject: ['eks-cluster', 'host'] }, 'ignore'],
    [{ account: ['1111*'] }, 'open'],
    [{ account: ['999988887777'] }, 'ignore'],
    [{ region: ['us-*'] }, 'open'],
    [{ region: ['eu-*'] }, 'ignore'],
    [{ tags: { owner: ['shop'] } }, 'open'],
    [{ tags: { owner: ['shop'], Name: ['web-*'] } }, 'open'],
    [{ tags: { owner: ['shop'], Name: ['db-*'] } }, 'ignore'],
    [{ tags: { constructor: ['*'] } }, 'ignore'],
    [{ action: ['*'] }, 'ignore'],
    [{ product: ['GuardDuty'], region: ['eu-*'] }, 'ignore'],
  ])('%j: %s', (when, outcome) => {
    expect(only(sample.imported(), openWhen(when))).toMatchObject({ outcome });
  });

  it('takes the first rule that holds', () => {
    const rules = playbookOf([
      { when: { region: ['eu-*'] }, then: 'open' },
      { then: 'ignore', reason: 'enough' },
      { then: 'open' },
    ]);

    expect(only(sample.imported(), { playbook: rules })).toMatchObject({
      outcome: 'ignore',
      rule: 'rule-1',
      reason: 'enough',
    });
  });

  it('ends an exception at its time', () => {
    const rules = playbookOf([
      { then: 'ignore', until: instantOf(Date.parse('2026-11-24T03:00:00.001Z')) },
      { then: 'open' },
    ]);
    const later = instantOf(Date.parse('2026-11-24T03:00:00.001Z'));

    expect(only(sample.imported(), { playbook: rules })).toMatchObject({ outcome: 'ignore' });
    expect(only(sample.imported(), { playbook: rules, now: later })).toMatchObject({
      outcome: 'open',
    });
  });
});

describe('when a rule cannot be evaluated', () => {
  const byUnit = playbookOf([
    { when: { organisationalUnit: ['ou-prod*'] }, then: 'open', isolate: true },
    { then: 'open' },
  ]);
  const rejected = { outcome: 'reject', isolate: false, rule: 'rule-0' };

  it('F-44 opens nothing, not even by a later rule, and says so', () => {
    expect(only(sample.imported(), { playbook: byUnit })).toMatchObject({
      ...rejected,
      reason: `rule rule-0 cannot be evaluated, so nothing is done: the organisational units of account ${ACCOUNT} are not known here`,
      findingIds: [FINDING_ARN],
    });
  });

  it('F-44 opens nothing when a lookup throws', () => {
    const unitsOf = () => {
      throw new Error('AccessDenied: secret-token');
    };

    const decision = only(sample.imported(), { playbook: byUnit, knowledge: { unitsOf } });

    expect(decision).toMatchObject(rejected);
    expect(decision?.reason).not.toContain('secret');
  });

  it('goes on where another part of the rule surely does not hold', () => {
    const rules = playbookOf([
      { when: { organisationalUnit: ['ou-prod*'], region: ['eu-*'] }, then: 'ignore' },
      { then: 'open' },
    ]);

    expect(only(sample.imported(), { playbook: rules })).toMatchObject({
      outcome: 'open',
      rule: 'rule-1',
    });
  });

  it('evaluates it where the stack knows', () => {
    const unitsOf = () => ['ou-root', 'ou-prod-shop'];

    expect(only(sample.imported(), { playbook: byUnit, knowledge: { unitsOf } })).toMatchObject({
      outcome: 'open',
      isolate: true,
    });
  });

  it('does not keep another finding on the subject from opening its case', () => {
    const rules = playbookOf([
      { when: { format: ['guardduty'], organisationalUnit: ['x'] }, then: 'open' },
      { then: 'open' },
    ]);

    expect(only([sample.imported(), sample.guardDutyEvent()], { playbook: rules })).toMatchObject({
      outcome: 'open',
      findingIds: [FINDING_ARN],
      reason: expect.stringContaining('cannot be evaluated') as string,
    });
  });
});

describe('when a tag asks to leave a resource out', () => {
  const optOut = {
    tags: [
      { key: 'afo:skip-triage', when: 'yes' },
      { key: 'IsTriageRequired', when: 'no' },
    ],
    principals: [ADMIN],
  };
  const rules = playbookOf(
    [{ when: { action: ['Forensic Isolation'] }, then: 'open', isolate: true }, { then: 'open' }],
    { optOut },
  );
  const taggedBy = (principal: string | undefined) => ({
    playbook: rules,
    knowledge: {
      taggedBy: () => (principal === undefined ? undefined : { arn: principal }),
    },
  });
  const tagged = (Tags: object) => sample.asff({ Resources: [sample.asffInstance({ Tags })] });

  it.each(['true', 'True', 'TRUE', 'yes', 'Yes', '1', 'on'])(
    'F-43 understands skip-triage: %s',
    (value) => {
      expect(only(tagged({ 'afo:skip-triage': value }), taggedBy(ADMIN))).toMatchObject({
        outcome: 'ignore',
        isolate: false,
      });
    },
  );

  it.each(['true', 'True', 'TRUE', 'yes', '1'])(
    'F-43 understands IsTriageRequired: %s as yes',
    (value) => {
      expect(only(tagged({ IsTriageRequired: value }), taggedBy(ADMIN))).toMatchObject({
        outcome: 'open',
      });
    },
  );

  it.each(['false', 'False', 'no', '0'])('F-43 understands IsTriageRequired: %s as no', (value) => {
    expect(only(tagged({ IsTriageRequired: value }), taggedBy(ADMIN))).toMatchObject({
      outcome: 'ignore',
    });
  });

  it('goes on with triage when the value is not clear', () => {
    expect(only(tagged({ 'afo:skip-triage': 'perhaps' }), taggedBy(ADMIN))).toMatchObject({
      outcome: 'open',
    });
  });

  it('F-28 does not count a tag that the workload set itself, and says that it was there', () => {
    expect(only(tagged({ 'afo:skip-triage': 'true' }), taggedBy(WORKLOAD))).toMatchObject({
      outcome: 'open',
      reason: `rule rule-1 opens a case; the tag "afo:skip-triage" asks to leave it out, but "${WORKLOAD}" may not do that`,
    });
  });

  it('TRI-6 does not count a tag of which nobody knows who set it', () => {
    expect(only(tagged({ 'afo:skip-triage': 'true' }), taggedBy(undefined))).toMatchObject({
      outcome: 'open',
    });
    expect(only(tagged({ 'afo:skip-triage': 'true' }), { playbook: rules })).toMatchObject({
      outcome: 'open',
    });
  });

  it('F-28 never cancels an order to isolate, whoever set it', () => {
    const event = sample.customAction('Forensic Isolation', [
      tagged({ 'afo:skip-triage': 'true', IsTriageRequired: 'False' }),
    ]);

    expect(only(event, taggedBy(ADMIN))).toMatchObject({ outcome: 'open', isolate: true });
  });

  it('counts for the tagged resource alone, not for its neighbours in the finding', () => {
    const Resources = [
      sample.asffInstance({
        Id: sample.instanceArn('i-00000001'),
        Tags: { 'afo:skip-triage': 'true' },
      }),
      sample.asffInstance({ Id: sample.instanceArn('i-00000002') }),
    ];

    expect(
      decided(sample.asff({ Resources }), taggedBy(ADMIN)).map(({ outcome }) => outcome),
    ).toEqual(['ignore', 'open']);
  });
});
