import { memberTrustPolicy } from '@afo/iam-policies';
import { describe, expect, it } from 'vitest';
import { asksForExternalId } from './asks-for-external-id.ts';

const policy = (...statements: readonly object[]): string =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const letIn = (change: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } },
  ...change,
});

describe('a trust policy of an application account', () => {
  it('of the product asks for the external id', () => {
    const trust = memberTrustPolicy({
      partition: 'aws',
      account: '444455556666',
      forensicAccount: '111122223333',
      rolePath: 'afo/lab-',
      role: 'afo/member',
      externalId: 'agreed',
      workloadPath: '',
    });

    expect(asksForExternalId(encodeURIComponent(JSON.stringify(trust)), 'agreed')).toBe(true);
  });

  it.each([
    ['that has no condition', [letIn({ Condition: undefined })]],
    [
      'that takes any external id',
      [letIn({ Condition: { StringLike: { 'sts:ExternalId': '*' } } })],
    ],
    [
      'of another environment',
      [letIn({ Condition: { StringEquals: { 'sts:ExternalId': 'other' } } })],
    ],
    [
      'that takes another one as well',
      [letIn({ Condition: { StringEquals: { 'sts:ExternalId': ['agreed', 'other'] } } })],
    ],
    ['with a second way in', [letIn(), letIn({ Condition: {} })]],
    ['with a way in by any action', [letIn(), letIn({ Action: ['sts:*'], Condition: {} })]],
    [
      'with a way in by an action that is hard to read',
      [letIn(), letIn({ Action: 'sts:Assum?Role', Condition: {} })],
    ],
    [
      'with a way in for all but some actions',
      [letIn(), letIn({ Action: undefined, NotAction: 'sts:GetCallerIdentity', Condition: {} })],
    ],
  ])('%s is not taken for one that asks for it', (_, statements) => {
    expect(asksForExternalId(policy(...statements), 'agreed')).not.toBe(true);
  });

  it.each([
    ['tags sessions', letIn({ Action: 'sts:TagSession', Condition: {} })],
    ['denies', letIn({ Effect: 'Deny', Condition: {} })],
  ])('may have a statement that %s, which lets nobody in', (_, statement) => {
    expect(asksForExternalId(policy(letIn(), statement), 'agreed')).toBe(true);
  });

  it.each(['', '%', '{', encodeURIComponent('{"Statement":1}')])(
    'that is not understood is no yes: %j',
    (text) => {
      expect(asksForExternalId(text, 'agreed')).toBeUndefined();
    },
  );

  it('with one statement that is no list is read as IAM reads it', () => {
    const single = encodeURIComponent(JSON.stringify({ Statement: letIn() }));

    expect(asksForExternalId(single, 'agreed')).toBe(true);
  });
});
