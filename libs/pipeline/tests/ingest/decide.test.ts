import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Finding, FindingRule, Subject } from '@afo/domain';
import { caseIdSchema, instantOf, playbookSchema, subjectKey } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../src/ingest/parse-event.ts';
import { loadPlaybook } from '../../src/ingest/playbook.ts';
import type { DecideOptions, KnownCase } from '../../src/ingest/rules/decide.ts';
import { decide } from '../../src/ingest/rules/decide.ts';
import * as sample from './samples.ts';

const { bytesOf, INSTANCE, ACCOUNT, FINDING_ARN } = sample;
const standard = loadPlaybook(
  readFileSync(new URL('../../../../deployment/playbooks/default.yaml', import.meta.url), 'utf8'),
);
const ADMIN = 'arn:aws:iam::111122223333:role/ForensicsAdministrator';
const WORKLOAD = 'arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0';

const playbook = (rules: readonly Partial<FindingRule>[], more: object = {}) =>
  playbookSchema.parse({
    version: 1,
    name: 'test',
    findings: { rules: rules.map((rule, index) => ({ name: `rule-${index}`, ...rule })) },
    plan: [{ name: 'all', approval: { people: 0, reason: 'covered' } }],
    ...more,
  });
const decided = (value: unknown, options: Partial<DecideOptions> = {}) => {
  const findings: readonly Finding[] = parseEvent(bytesOf(value)).findings.map(
    ({ finding }) => finding,
  );
  return decide(findings, {
    playbook: standard,
    now: instantOf(Date.parse('2026-11-24T03:00:00.000Z')),
    casesOf: () => [],
    ...options,
  });
};
const only = (value: unknown, options: Partial<DecideOptions> = {}) => {
  const decisions = decided(value, options);
  expect(decisions).toHaveLength(1);
  return decisions[0];
};
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

  it('says of a finding about nothing that can be handled that it is so', () => {
    expect(only(sample.imported([sample.asff({ Resources: [sample.asffRole] })]))).toEqual({
      outcome: 'ignore',
      reason: 'it names no EC2 instance, EKS cluster or host',
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

describe('when rules are matched', () => {
  const openWhen = (when: object) => ({ playbook: playbook([{ when, then: 'open' } as never]) });

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
    const rules = playbook([
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
    const rules = playbook([
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
  const byUnit = playbook([
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
    const rules = playbook([
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
    const rules = playbook([
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
  const rules = playbook(
    [
      { when: { action: ['Forensic Isolation'] }, then: 'open', isolate: true },
      { then: 'open' },
    ] as never,
    { optOut },
  );
  const taggedBy = (principal: string | undefined) => ({
    playbook: rules,
    knowledge: { taggedBy: () => principal },
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

describe('when the same resources come in another order', () => {
  const resource = fc.oneof(
    fc
      .constantFrom('i-00000001', 'i-00000002', 'i-00000003')
      .map((id) => sample.asffInstance({ Id: sample.instanceArn(id) })),
    fc.constantFrom('a', 'b').map((team) => sample.asffInstance({ Tags: { team } })),
    fc.constant(sample.asffRole),
    fc.constantFrom('shop', 'bank').map((name) => ({
      Type: 'AwsEksCluster',
      Id: sample.clusterArn(name),
      Partition: 'aws',
      Region: 'us-west-2',
      Tags: { name },
    })),
    fc.constantFrom('u1', 'u2').map((user) => ({
      Type: 'AwsEksCluster',
      Id: sample.clusterArn(),
      Details: {
        Other: {
          'kubernetesDetails/kubernetesUserDetails/username': user,
          'kubernetesDetails/kubernetesWorkloadDetails/name': 'web',
        },
      },
    })),
    fc.constant({ Type: 'Container', Id: 'c', Details: { Container: { ImageName: 'img:1' } } }),
  );
  const shuffled = fc
    .array(resource, { minLength: 1, maxLength: 8 })
    .chain((resources) =>
      fc.tuple(
        fc.constant(resources),
        fc.shuffledSubarray(resources, { minLength: resources.length }),
      ),
    );

  it('F-40 decides the same', () => {
    fc.assert(
      fc.property(
        shuffled,
        fc.constantFrom('Effects/X', 'TTPs/Discovery/Discovery:Kubernetes-TorIPCaller'),
        ([one, other], type) => {
          const event = (Resources: readonly object[]) =>
            sample.customAction('Forensic Triage', [sample.asff({ Types: [type], Resources })]);

          expect(decided(event(other))).toEqual(decided(event(one)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('F-40 decides the same whatever order the findings of an event have', () => {
    const findings = fc.constantFrom('a', 'b', 'c', 'd').map((Id) =>
      sample.asff({
        Id,
        Resources: [
          sample.asffInstance(),
          sample.asffInstance({ Id: sample.instanceArn(`i-0000000${Id}`) }),
        ],
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(findings, { minLength: 2, selector: ({ Id }) => Id }), (list) => {
        expect(decided(sample.customAction('Forensic Triage', list.toReversed()))).toEqual(
          decided(sample.customAction('Forensic Triage', list)),
        );
      }),
    );
  });

  it('makes exactly one decision for each subject', () => {
    fc.assert(
      fc.property(fc.array(resource, { minLength: 1, maxLength: 8 }), (Resources) => {
        const keys = decided(
          sample.customAction('Forensic Triage', [sample.asff({ Resources })]),
        ).flatMap(({ subject }: { subject?: Subject }) =>
          subject === undefined ? [] : [subjectKey(subject)],
        );

        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
