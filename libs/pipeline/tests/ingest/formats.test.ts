import { describe, expect, it } from 'vitest';
import { codesOf, findingOf, idsOf, parsed, web01 } from './reading.ts';
import * as sample from './samples.ts';

const { INSTANCE, ACCOUNT, FINDING_ARN, FINDING_ID } = sample;

describe('when Security Hub sends a custom action', () => {
  it('ING-1 keeps the action, the finding and the instance', () => {
    expect(findingOf(sample.customAction('Forensic Triage'))).toMatchObject({
      id: FINDING_ARN,
      format: 'asff',
      product: 'GuardDuty',
      action: 'Forensic Triage',
      severity: 'high',
      updatedAt: '2026-11-24T02:44:00.206Z',
      subjects: [web01],
      subjectTags: [{ Name: 'web-01', owner: 'shop' }],
    });
  });

  it('reads an action name with blanks around it, as an installed action had it', () => {
    expect(findingOf(sample.customAction('Forensic Triage ')).action).toBe('Forensic Triage');
  });

  it('takes the id of the action where its name is missing', () => {
    const event = sample.customAction('', [sample.asff()], 'ForensicIsolateAct');

    expect(findingOf(event).action).toBe('ForensicIsolateAct');
  });

  it('refuses an action that names none, instead of taking it for an import', () => {
    expect(codesOf({ ...sample.customAction(''), resources: [] })).toEqual(['finding.malformed']);
  });

  it('ING-5 takes several findings that were selected at once', () => {
    const other = sample.asff({
      Id: `${FINDING_ARN}2`,
      Resources: [sample.asffInstance({ Id: sample.instanceArn('i-12345678') })],
    });

    const { findings } = parsed(sample.customAction('Forensic Triage', [sample.asff(), other]));

    expect(findings.map(({ finding }) => finding.subjects[0]?.id)).toEqual([
      INSTANCE,
      'i-12345678',
    ]);
  });
});

describe('when GuardDuty sends a finding itself', () => {
  it('F-42 keeps the id of the finding, not that of the detector', () => {
    expect(findingOf(sample.guardDutyEvent())).toMatchObject({
      id: FINDING_ID,
      format: 'guardduty',
      product: 'GuardDuty',
      types: ['Backdoor:EC2/C&CActivity.B!DNS'],
      subjects: [web01],
      subjectTags: [{ Name: 'web-01' }],
    });
    expect(findingOf(sample.imported()).id).not.toBe(sample.DETECTOR_ARN);
  });

  it.each([
    [0.5, 'informational'],
    [1, 'low'],
    [3.9, 'low'],
    [4, 'medium'],
    [6.9, 'medium'],
    [7, 'high'],
    [8.9, 'high'],
    [9, 'critical'],
    [10, 'critical'],
  ])('takes the number %d for %s', (severity, level) => {
    expect(findingOf(sample.guardDuty({ severity })).severity).toBe(level);
  });

  it.each([-1, 10.1, 1e300])('refuses the number %d, which GuardDuty cannot say', (severity) => {
    expect(codesOf(sample.guardDuty({ severity }))).toEqual(['finding.no-severity']);
  });

  it('reads what `aws guardduty get-findings` prints, in Pascal case', () => {
    const pascal = JSON.parse(
      JSON.stringify(sample.guardDuty()).replace(
        /"([a-z])([A-Za-z]*)":/g,
        (_, first: string, rest: string) => `"${first.toUpperCase()}${rest}":`,
      ),
    ) as object;

    expect(findingOf({ Findings: [pascal] })).toMatchObject({ id: FINDING_ID, subjects: [web01] });
  });

  it('takes every instance of an attack sequence', () => {
    const resources = ['i-00000001', 'i-00000002'].map((id) => ({
      resourceType: 'EC2_INSTANCE',
      uid: sample.instanceArn(id),
      accountId: ACCOUNT,
      region: 'us-west-2',
      cloudPartition: 'aws',
    }));
    const finding = sample.guardDuty({
      type: 'AttackSequence:EC2/CompromisedInstanceGroup',
      severity: 9,
      resource: { resourceType: 'AttackSequence' },
      service: { detection: { sequence: { uid: 's', signals: [], resources } } },
    });

    expect(idsOf(finding)).toEqual(['i-00000001', 'i-00000002']);
  });
});

describe('when Security Hub (v2) sends an OCSF finding', () => {
  it('ING-2 reads id, product, severity, state and subject', () => {
    expect(findingOf(sample.ocsfEvent())).toMatchObject({
      id: FINDING_ARN,
      format: 'ocsf',
      product: 'GuardDuty',
      severity: 'high',
      types: ['Backdoor:EC2/C&CActivity.B!DNS', 'Detection Finding'],
      updatedAt: '2026-11-24T02:44:00.206Z',
      subjects: [web01],
    });
  });

  it.each([
    [2002, 'Vulnerability Finding'],
    [2003, 'Compliance Finding'],
    [2006, 'Data Security Finding'],
  ])('understands class %d, so that a rule can tell it apart', (class_uid, title) => {
    expect(findingOf(sample.ocsf({ class_uid })).types).toContain(title);
  });

  it.each([2001, 2005, 2007, 4001, '2004', null])(
    'rejects class %j with its reason',
    (class_uid) => {
      const { rejections } = parsed(sample.ocsfEvent([sample.ocsf({ class_uid })]));

      expect(rejections).toMatchObject([
        { code: 'event.unsupported-class', findingIds: [FINDING_ARN] },
      ]);
    },
  );

  it.each([
    [{ status_id: 3 }, { suppressed: true }],
    [{ status_id: 4 }, { resolved: true }],
    [{ status_id: 5 }, { archived: true }],
    [{ activity_id: 3 }, { archived: true }],
    [{ status_id: 99, status: 'Suppressed' }, { suppressed: true }],
  ])('reads the state %j', (change, expected) => {
    expect(findingOf(sample.ocsf(change))).toMatchObject(expected);
  });

  it('F-44 refuses a severity that says nothing, since no rule could be evaluated', () => {
    expect(codesOf(sample.ocsf({ severity_id: 99, severity: 'Other' }))).toEqual([
      'finding.no-severity',
    ]);
    expect(codesOf(sample.ocsf({ severity_id: 0, severity: 'Unknown' }))).toEqual([
      'finding.no-severity',
    ]);
  });

  it('takes the ARN where the id is bare in one member and whole in the other', () => {
    const resource = sample.ocsfInstance({
      uid: INSTANCE,
      uid_alt: sample.instanceArn(INSTANCE, ACCOUNT, 'aws-cn'),
    });

    expect(findingOf(sample.ocsf({ resources: [resource] })).subjects).toMatchObject([
      { partition: 'aws-cn' },
    ]);
  });
});

describe('when something of our own posts a finding', () => {
  it('ING-3 takes instances, clusters and hosts', () => {
    const subjects = [
      {
        kind: 'ec2-instance',
        id: INSTANCE,
        partition: 'aws',
        account: ACCOUNT,
        region: 'us-west-2',
        tags: { a: 'b' },
      },
      {
        kind: 'eks-cluster',
        id: sample.clusterArn(),
        workload: {
          kind: 'Pod',
          namespace: 'shop',
          name: 'web-0',
          nodes: [`aws:///us-west-2a/${INSTANCE}`],
        },
      },
      { kind: 'host', id: 'web-01' },
    ];

    expect(findingOf(sample.webhook({ subjects })).subjects).toMatchObject([
      web01,
      { kind: 'eks-cluster', id: 'shop', workload: { kind: 'Pod', nodes: [INSTANCE] } },
      { kind: 'host', id: 'web-01' },
    ]);
  });

  it.each([
    [{ severity: 'urgent' }],
    [{ severty: 'high' }],
    [{ subjects: [] }],
    [{ schema: 'afo.finding/2' }],
    [{ updatedAt: 'yesterday' }],
  ])('refuses %j with the place of the fault', (change) => {
    expect(codesOf(sample.webhook(change))).toEqual(['finding.malformed']);
  });
});

describe('when the state of a finding is read', () => {
  it.each([
    [{ Sample: true }, { sample: true }],
    [{ Title: '[SAMPLE] a title' }, { sample: true }],
    [
      { ProductFields: { 'aws/guardduty/service/additionalInfo/sample': 'true' } },
      { sample: true },
    ],
    [{ RecordState: 'ARCHIVED' }, { archived: true }],
    [{ Workflow: { Status: 'SUPPRESSED' } }, { suppressed: true }],
    [{ Workflow: { Status: 'RESOLVED' } }, { resolved: true }],
  ])('ING-5 sees %j', (change, expected) => {
    expect(findingOf(sample.asff(change))).toMatchObject(expected);
  });

  it('ING-5 sees a sample and an archived finding of GuardDuty', () => {
    const service = { archived: true, additionalInfo: { sample: true } };

    expect(findingOf(sample.guardDuty({ service }))).toMatchObject({
      sample: true,
      archived: true,
    });
  });

  it.each([
    ['2026-11-24T02:44:00Z', '2026-11-24T02:44:00.000Z'],
    ['2026-11-24T02:44:00.123456789Z', '2026-11-24T02:44:00.123Z'],
    ['2026-11-24T02:44:00+17:59', '2026-11-23T08:45:00.000Z'],
    ['2026-11-24T02:44:00-1759', '2026-11-24T20:43:00.000Z'],
    ['2026-11-24T02:44:00+01', '2026-11-24T01:44:00.000Z'],
  ])('reads the time %s as the ASFF allows it', (text, instant) => {
    expect(findingOf(sample.asff({ UpdatedAt: text })).updatedAt).toBe(instant);
  });

  it.each(['', '2026-02-30', '2026-11-24', '0000-00-00T00:00:00Z', '2026-13-24T02:44:00Z'])(
    'refuses the time %j',
    (text) => {
      expect(codesOf(sample.asff({ UpdatedAt: text }))).toEqual(['finding.malformed']);
    },
  );
});
