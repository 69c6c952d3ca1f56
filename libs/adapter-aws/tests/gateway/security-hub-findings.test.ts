import {
  BatchImportFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { securityHubDesk } from '@afo/aws-lab';
import { caseIdSchema } from '@afo/domain';
import type { Subject } from '@afo/domain';
import type { FindingWriteBack } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsIdentity, securityHubFindings } from '../../src/index.ts';
import { MemberAccounts } from '../../src/member-accounts.ts';
import { FORENSIC, gateway, MEMBER, REGION } from './gateway.ts';

const ROLE = 'afo/member-access';
const lab = gateway({
  desks: () => [securityHubDesk()],
  roles: [{ account: MEMBER, name: ROLE, externalId: 'agreed', trusts: [FORENSIC] }],
});
const caseId = caseIdSchema.parse('01a20d4a-d270-7a6e-9a98-a4cc945b14c4');
const productArn = `arn:aws:securityhub:${REGION}::product/aws/guardduty`;
const subject: Subject = {
  kind: 'ec2-instance',
  id: 'i-0123456789abcdef0',
  partition: 'aws',
  account: MEMBER,
  region: REGION,
};
const one = { id: 'finding/1', productArn };
const none = { id: 'finding/none', productArn };

let accounts: MemberAccounts;
let port: FindingWriteBack;
beforeAll(async () => {
  const hub = new SecurityHubClient(lab.client(MEMBER));
  await hub.send(
    new BatchImportFindingsCommand({
      Findings: [
        {
          SchemaVersion: '2018-10-08',
          Id: one.id,
          ProductArn: productArn,
          GeneratorId: 'x',
          AwsAccountId: MEMBER,
          CreatedAt: '2026-11-24T02:00:00.000Z',
          UpdatedAt: '2026-11-24T02:00:00.000Z',
          Severity: { Label: 'HIGH' },
          Title: 'x',
          Description: 'x',
          Types: ['TTPs/x'],
          Resources: [{ Type: 'AwsEc2Instance', Id: subject.id }],
        },
      ],
    }),
  );
  hub.destroy();
  accounts = new MemberAccounts({
    aws: lab.config(),
    identity: await awsIdentity(lab.config()),
    member: { role: ROLE, externalId: 'agreed' },
  });
  port = securityHubFindings({
    enter: (account, region, id) =>
      accounts.enter(account, region, { case: id, step: 'write-back' }),
  });
}, 60_000);
afterAll(() => {
  accounts.close();
});

const shown = async () => {
  const hub = new SecurityHubClient(lab.client(MEMBER));
  const { Findings = [] } = await hub.send(
    new GetFindingsCommand({ Filters: { Id: [{ Value: one.id, Comparison: 'EQUALS' }] } }),
  );
  hub.destroy();
  return Findings[0];
};

describe('when a case is written on its findings in the account of the subject', () => {
  it('ING-7 names the case there, and tells of each finding whether it does', async () => {
    const outcomes = await port.write({
      caseId,
      subject,
      findings: [one, none],
      text: 'Taken.',
      taken: true,
    });

    expect(outcomes).toEqual([
      { channel: 'security-hub', to: one.id, outcome: 'delivered' },
      {
        channel: 'security-hub',
        to: none.id,
        outcome: 'failed',
        cause: 'Security Hub did not update the finding (FindingNotFound)',
      },
    ]);
    expect(await shown()).toMatchObject({
      Workflow: { Status: 'NOTIFIED' },
      Note: { Text: 'Taken.' },
      UserDefinedFields: { forensicCase: caseId },
      UpdatedAt: '2026-11-24T02:00:00.000Z',
    });
  });

  it('goes in under the role of the member account, in a session that names case and step', () => {
    const calls = lab
      .now()
      .calls()
      .filter(({ operation }) => operation === 'BatchUpdateFindings');

    expect(calls).toMatchObject([
      { principal: { account: MEMBER, role: ROLE, tags: { case: caseId, step: 'write-back' } } },
    ]);
  });

  it('leaves the status to people when it only says that a report is there', async () => {
    await port.write({ caseId, subject, findings: [one], text: 'Report.', taken: false });

    expect(await shown()).toMatchObject({
      Workflow: { Status: 'NOTIFIED' },
      Note: { Text: 'Report.' },
    });
    const [, last] = lab
      .now()
      .calls()
      .filter(({ operation }) => operation === 'BatchUpdateFindings');
    expect(JSON.stringify(last)).not.toContain('Workflow');
  });
});

describe('when findings cannot be written on', () => {
  it('tells it of each, and throws nothing', async () => {
    const elsewhere = { ...subject, account: '777788889999' };
    const away = securityHubFindings({
      enter: () => lab.config({ endpoint: 'http://127.0.0.1:9' }),
    });
    const note = { caseId, findings: [one, none], text: 'x', taken: true };

    const outcomes = await Promise.all([
      port.write({ ...note, subject: elsewhere }),
      port.write({ ...note, subject: { kind: 'host', id: 'web-01' } }),
      away.write({ ...note, subject }),
    ]);

    for (const told of outcomes) {
      expect(told.map(({ to, outcome }) => [to, outcome])).toEqual([
        [one.id, 'failed'],
        [none.id, 'failed'],
      ]);
    }
    expect(outcomes.map(([first]) => first?.cause)).toEqual([
      expect.stringMatching(/aws\.(denied|expired)/) as unknown,
      'the subject is in no account of AWS',
      expect.stringContaining('aws.unavailable') as unknown,
    ]);
  });
});
