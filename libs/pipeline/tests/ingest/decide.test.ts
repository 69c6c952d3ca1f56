import { caseIdSchema } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import type { KnownCase } from '../../src/ingest/rules/decide.ts';
import { decided, only } from './deciding.ts';
import * as sample from './samples.ts';

const { INSTANCE, ACCOUNT, FINDING_ARN } = sample;
const openCase = (change: Partial<KnownCase> = {}): KnownCase => ({
  id: caseIdSchema.parse('0193a1b2-0000-7000-8000-000000000001'),
  status: 'open',
  holds: () => false,
  ...change,
});

describe('when a person chooses a custom action', () => {
  it('ING-1 opens a case for Forensic Triage, and F-22 isolates nothing', () => {
    expect(only(sample.customAction('Forensic Triage'))).toEqual({
      outcome: 'open',
      reason: 'a person ordered triage in Security Hub',
      rule: 'forensic-triage',
      subject: {
        kind: 'ec2-instance',
        id: INSTANCE,
        partition: 'aws',
        account: ACCOUNT,
        region: 'us-west-2',
      },
      isolate: false,
      findingIds: [FINDING_ARN],
    });
  });

  it('ING-1 opens a case with an order to isolate for Forensic Isolation', () => {
    expect(only(sample.customAction('Forensic Isolation'))).toMatchObject({
      outcome: 'open',
      isolate: true,
    });
    expect(only(sample.customAction('ForensicIsolation'))).toMatchObject({
      outcome: 'open',
      isolate: true,
    });
  });

  it('ING-1 ignores every other action, however severe the finding is', () => {
    expect(only(sample.customAction('Send to remediation'))).toMatchObject({
      outcome: 'ignore',
      isolate: false,
      reason: 'rule other-custom-actions ignores the custom action "Send to remediation"',
    });
  });

  it('orders nothing by a webhook that names such an action', () => {
    expect(only(sample.webhook({ action: 'Forensic Isolation' }))).toMatchObject({
      outcome: 'ignore',
      isolate: false,
    });
  });

  it('means it also for a finding that was marked as resolved', () => {
    const finding = sample.asff({ Workflow: { Status: 'RESOLVED' } });

    expect(only(sample.customAction('Forensic Triage', [finding]))).toMatchObject({
      outcome: 'open',
    });
    expect(only(sample.imported([finding]))).toMatchObject({
      outcome: 'ignore',
      reason: 'it is marked as resolved',
    });
  });
});

describe('when findings come by themselves', () => {
  it.each([
    ['imported', sample.imported()],
    ['GuardDuty', sample.guardDutyEvent()],
    ['OCSF', sample.ocsfEvent()],
    ['webhook', sample.webhook()],
    ['Kubernetes runtime', sample.guardDutyEvent(sample.guardDutyRuntime())],
  ])('ING-2 opens a case for a severe one: %s', (_name, event) => {
    expect(only(event)).toMatchObject({ outcome: 'open', isolate: false });
  });

  it('F-22 isolates nothing that no rule and no person ordered', () => {
    const critical = sample.guardDuty({
      severity: 10,
      type: 'AttackSequence:EC2/CompromisedInstanceGroup',
    });

    expect(only(sample.guardDutyEvent(critical))).toMatchObject({
      outcome: 'open',
      isolate: false,
    });
  });

  it('ignores what no rule speaks about, and says so', () => {
    expect(only(sample.guardDuty({ severity: 2 }))).toMatchObject({
      outcome: 'ignore',
      reason: 'no rule speaks about it',
    });
  });

  it('does not open a case for posture and vulnerabilities', () => {
    expect(
      only(sample.ocsf({ class_uid: 2002, metadata: { product: { name: 'Inspector' } } })),
    ).toMatchObject({
      outcome: 'ignore',
      rule: 'posture',
    });
  });

  it.each([
    ['sample', { Sample: true }, 'it is a sample finding'],
    ['archived', { RecordState: 'ARCHIVED' }, 'it is archived'],
    ['suppressed', { Workflow: { Status: 'SUPPRESSED' } }, 'it is suppressed'],
  ])('ING-5 ignores a %s finding, and the log says why', (_name, change, reason) => {
    expect(only(sample.imported([sample.asff(change)]))).toMatchObject({
      outcome: 'ignore',
      reason,
    });
    expect(only(sample.customAction('Forensic Isolation', [sample.asff(change)]))).toMatchObject({
      outcome: 'ignore',
      isolate: false,
    });
  });

  it('takes a sample finding for a drill that asks for it', () => {
    expect(
      only(sample.imported([sample.asff({ Sample: true })]), { allowSamples: true }),
    ).toMatchObject({ outcome: 'open' });
  });

  it('F-45 opens a case for an instance of which nothing but its id is known: no agent, no tags, no details', () => {
    const bare = { resource: { instanceDetails: { instanceId: INSTANCE } } };

    expect(only(sample.guardDutyEvent(sample.guardDuty(bare)))).toMatchObject({ outcome: 'open' });
  });

  it('says of a finding about nothing that can be handled that it is so', () => {
    expect(only(sample.imported([sample.asff({ Resources: [sample.asffBucket] })]))).toEqual({
      outcome: 'ignore',
      reason: 'it names no EC2 instance, EKS cluster, IAM principal or host',
      isolate: false,
      findingIds: [FINDING_ARN],
    });
  });
});

describe('when one subject has several findings', () => {
  it('F-40 makes one decision of two findings on one instance', () => {
    const two = [sample.asff({ Id: 'b' }), sample.asff({ Id: 'a' })];

    expect(only(sample.customAction('Forensic Triage', two))).toMatchObject({
      outcome: 'open',
      findingIds: ['a', 'b'],
    });
  });

  it('F-41 takes the copies of the member and of the aggregator for one subject', () => {
    const copies = [sample.imported(), { ...sample.imported(), account: '999988887777' }];

    expect(only(copies)).toMatchObject({ outcome: 'open', findingIds: [FINDING_ARN] });
  });

  it('isolates when one of them orders it, whichever comes first', () => {
    const events = [
      sample.customAction('Forensic Triage'),
      sample.customAction('Forensic Isolation'),
    ];

    expect(only(events)).toMatchObject({
      outcome: 'open',
      isolate: true,
      rule: 'forensic-isolation',
    });
    expect(only(events.toReversed())).toMatchObject({
      outcome: 'open',
      isolate: true,
      rule: 'forensic-isolation',
    });
  });

  it('decides about each subject of a finding', () => {
    const Resources = ['i-00000002', 'i-00000001'].map((id) =>
      sample.asffInstance({ Id: sample.instanceArn(id) }),
    );

    expect(
      decided(sample.imported([sample.asff({ Resources })])).map(({ subject }) => subject?.id),
    ).toEqual(['i-00000001', 'i-00000002']);
  });
});

describe('when a case is open for the subject', () => {
  const casesOf = () => [openCase()];

  it('ING-4 attaches what would open one', () => {
    expect(only(sample.imported(), { casesOf })).toMatchObject({ outcome: 'attach' });
  });

  it('ING-4 attaches also what would open none, since it belongs to it', () => {
    expect(only(sample.guardDuty({ severity: 2 }), { casesOf })).toMatchObject({
      outcome: 'attach',
      isolate: false,
    });
  });

  it('does not attach what a rule ignores, and no sample', () => {
    expect(only(sample.customAction('Other'), { casesOf })).toMatchObject({ outcome: 'ignore' });
    expect(only(sample.asff({ Sample: true }), { casesOf })).toMatchObject({ outcome: 'ignore' });
  });

  it('ING-4 ignores what it holds already', () => {
    expect(
      only(sample.imported(), { casesOf: () => [openCase({ holds: () => true })] }),
    ).toMatchObject({
      outcome: 'ignore',
      isolate: false,
      reason: 'already attached to the open case 0193a1b2-0000-7000-8000-000000000001',
    });
  });

  it('opens another one when it is closed and the finding is new', () => {
    expect(
      only(sample.imported(), { casesOf: () => [openCase({ status: 'closed' })] }),
    ).toMatchObject({ outcome: 'open' });
  });
});
