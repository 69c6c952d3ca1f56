import { describe, expect, it } from 'vitest';
import { environments } from '../environments.ts';
import { deployed } from './deployed.ts';
import {
  evidenceOutlivesItsStack,
  noActionWildcard,
  nobodyEndsEvidence,
  noResourceWildcard,
  rightsOnlyOfWorkloads,
  strangersAreAsked,
  understood,
  vaultDeniesDeletion,
} from './rules.ts';
import type { Rule } from './rules.ts';
import type { SynthesisedStack, TemplateResource } from './statements.ts';

describe('a policy that must not be', () => {
  const { subjects } = deployed(environments['new-vpc']);
  const { names } = subjects;
  const VAULT = `arn:aws:s3:::${names.vaultBucket}`;
  const stackOf = (...resources: readonly TemplateResource[]): SynthesisedStack => ({
    name: 'bad',
    account: '111122223333',
    template: {
      Resources: Object.fromEntries(resources.map((resource, index) => [`R${index}`, resource])),
    },
  });
  const identity = (statement: object): SynthesisedStack =>
    stackOf({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } },
    });
  const trust = (statement: object): SynthesisedStack =>
    stackOf({
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }],
        },
      },
    });
  const key = (statement: object): SynthesisedStack =>
    stackOf({
      Type: 'AWS::KMS::Key',
      Properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] } },
    });
  const bucketPolicy = (...statements: readonly object[]): SynthesisedStack =>
    stackOf(
      { Type: 'AWS::S3::Bucket', Properties: { BucketName: names.vaultBucket } },
      {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { PolicyDocument: { Statement: statements } },
      },
    );
  const ELSEWHERE = { AWS: 'arn:aws:iam::999999999999:root' };
  const ASKED = {
    StringEquals: { 'sts:ExternalId': 'agreed', 'aws:PrincipalOrgID': 'o-exampleorg1' },
  };

  it.each<[string, Rule, SynthesisedStack]>([
    ['with all actions but some', understood, identity({ NotAction: 'iam:*', Resource: '*' })],
    [
      'with all actions of a service',
      noActionWildcard,
      identity({ Action: 's3:*', Resource: VAULT }),
    ],
    [
      'with a family of actions',
      noActionWildcard,
      identity({ Action: 's3:Get*', Resource: VAULT }),
    ],
    [
      'of a key for another account',
      noActionWildcard,
      key({ Principal: ELSEWHERE, Action: 'kms:*' }),
    ],
    [
      'on all buckets',
      noResourceWildcard,
      identity({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::*' }),
    ],
    ['on everything', noResourceWildcard, identity({ Action: 's3:GetObject', Resource: '*' })],
    [
      'with an action that there is not',
      noResourceWildcard,
      identity({ Action: 's3:Obtain', Resource: '*' }),
    ],
    [
      'for roles beyond those of workloads',
      rightsOnlyOfWorkloads,
      identity({ Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::111122223333:role/*' }),
    ],
    [
      'for the roles of the product',
      rightsOnlyOfWorkloads,
      identity({ Action: 'iam:DeleteRolePolicy', Resource: 'arn:aws:iam::*:role/afo/*' }),
    ],
    [
      'that makes roles',
      rightsOnlyOfWorkloads,
      identity({ Action: 'iam:CreateRole', Resource: '*' }),
    ],
    [
      'that deletes evidence',
      nobodyEndsEvidence,
      identity({ Action: 's3:DeleteObjectVersion', Resource: `${VAULT}/*` }),
    ],
    [
      'that deletes in all buckets',
      nobodyEndsEvidence,
      identity({ Action: 's3:Delete*', Resource: '*' }),
    ],
    [
      'that unlocks the vault',
      nobodyEndsEvidence,
      identity({ Action: 's3:PutBucketPolicy', Resource: VAULT }),
    ],
    [
      'of the vault that lets somebody delete',
      nobodyEndsEvidence,
      bucketPolicy({
        Effect: 'Allow',
        Principal: ELSEWHERE,
        Action: 's3:DeleteObject',
        Resource: `${VAULT}/*`,
      }),
    ],
    [
      'that deletes entries of the log',
      nobodyEndsEvidence,
      identity({
        Action: 'dynamodb:DeleteItem',
        Resource: `arn:aws:dynamodb:eu-west-1:111122223333:table/${names.entriesTable}`,
      }),
    ],
    [
      'that ends a key',
      nobodyEndsEvidence,
      identity({ Action: 'kms:ScheduleKeyDeletion', Resource: '*' }),
    ],
    [
      'of a key that lets a role end it',
      nobodyEndsEvidence,
      key({
        Principal: { AWS: 'arn:aws:iam::111122223333:role/admin' },
        Action: ['kms:DisableKey'],
      }),
    ],
    [
      'of a vault without denials',
      vaultDeniesDeletion,
      bucketPolicy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${VAULT}/*`,
      }),
    ],
    [
      'of a vault that denies under a condition',
      vaultDeniesDeletion,
      bucketPolicy({
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:DeleteBucket'],
        Resource: `${VAULT}/cases/*`,
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
      }),
    ],
    [
      'of a log that goes with its stack',
      evidenceOutlivesItsStack,
      stackOf({ Type: 'AWS::DynamoDB::Table', Properties: { TableName: names.entriesTable } }),
    ],
    [
      'that lets anybody bring events',
      strangersAreAsked,
      stackOf({
        Type: 'AWS::Events::EventBusPolicy',
        Properties: {
          Statement: { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: 'x' },
        },
      }),
    ],
    ['of a key that goes with its stack', evidenceOutlivesItsStack, key({ Action: 'kms:Sign' })],
    ['that lets another account in', strangersAreAsked, trust({ Principal: ELSEWHERE })],
    [
      'that lets another account in without its organisation',
      strangersAreAsked,
      trust({
        Principal: ELSEWHERE,
        Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } },
      }),
    ],
    [
      'that lets an account in by its number',
      strangersAreAsked,
      trust({ Principal: { AWS: '999999999999' } }),
    ],
    [
      'that asks for the external id only if it is said',
      strangersAreAsked,
      trust({
        Principal: ELSEWHERE,
        Condition: { StringEqualsIfExists: ASKED.StringEquals },
      }),
    ],
    ['that lets anybody in', strangersAreAsked, trust({ Principal: '*' })],
    [
      'of a key for another account',
      strangersAreAsked,
      key({ Principal: ELSEWHERE, Action: 'kms:Decrypt' }),
    ],
  ])('is refused: %s', async (_, rule, stack) => {
    expect(await rule(stack, subjects)).not.toEqual([]);
  });

  it('is none where a stranger is asked for both', async () => {
    expect(
      await strangersAreAsked(trust({ Principal: ELSEWHERE, Condition: ASKED }), subjects),
    ).toEqual([]);
  });
});
