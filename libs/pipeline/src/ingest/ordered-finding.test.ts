import { describe, expect, it } from 'vitest';
import { orderedFinding } from './ordered-finding.ts';

const instance = (id: string) => ({
  Type: 'AwsEc2Instance',
  Id: `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`,
  Partition: 'aws',
  Region: 'eu-west-1',
});
const asff = (...ids: readonly string[]) =>
  Buffer.from(
    JSON.stringify({
      SchemaVersion: '2018-10-08',
      Id: 'f-1',
      ProductArn: 'arn:aws:securityhub:eu-west-1::product/aws/guardduty',
      ProductName: 'GuardDuty',
      GeneratorId: 'detector',
      AwsAccountId: '111122223333',
      Types: ['TTPs/Impact'],
      CreatedAt: '2026-11-24T02:00:00.000Z',
      UpdatedAt: '2026-11-24T02:00:00.000Z',
      Severity: { Label: 'HIGH' },
      Title: 'Miner',
      Description: 'x',
      Resources: ids.map(instance),
    }),
  );
const A = 'i-0123456789abcdef0';
const B = 'i-0fedcba9876543210';

describe('when a person opens a case with a finding', () => {
  it('takes its subject, title and bytes, and never an order to isolate', () => {
    const ordered = orderedFinding(asff(A), { reason: 'INC-7' });

    expect(ordered).toMatchObject({
      subject: { kind: 'ec2-instance', id: A },
      title: 'Miner',
      attached: { body: { isolate: false, reason: 'INC-7' } },
    });
  });

  it('asks which subject is meant instead of taking the first one', () => {
    expect(() => orderedFinding(asff(A, B), { reason: 'x' })).toThrow(
      expect.objectContaining({ code: 'finding.ambiguous' }),
    );
    expect(orderedFinding(asff(A, B), { reason: 'x', resource: B }).subject.id).toBe(B);
  });

  it('says why when it cannot be taken', () => {
    expect(() => orderedFinding(Buffer.from('no json'), { reason: 'x' })).toThrow(
      expect.objectContaining({ code: 'finding.rejected' }),
    );
    expect(() => orderedFinding(asff(A), { reason: 'x', resource: B })).toThrow(
      expect.objectContaining({ code: 'finding.ambiguous' }),
    );
  });
});
