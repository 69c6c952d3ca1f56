import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { environments } from './environments.ts';
import { templateOf } from './stack-of.ts';

const each = Object.entries(environments);
const compliance = each.filter(([, { profile }]) => profile === 'compliance');

describe.each(each)('the keys of %s', (_, environment) => {
  const template = templateOf(environment, 'keys');

  it('F-63 stay when their stack goes, each of them, and nobody has less than thirty days to stop a deletion', () => {
    const keys = Object.values(template.findResources('AWS::KMS::Key'));

    expect(keys).toHaveLength(4);
    for (const key of keys)
      expect(key).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: { PendingWindowInDays: 30 },
      });
  });

  it('sign checkpoints by a key that is for nothing else', () => {
    template.resourceCountIs('AWS::KMS::Key', 4);
    template.hasResourceProperties('AWS::KMS::Key', {
      KeySpec: 'ECC_NIST_EDWARDS25519',
      KeyUsage: 'SIGN_VERIFY',
    });
  });
});

describe.each(each)('the stores of %s', (_, environment) => {
  const template = templateOf(environment, 'stores');

  it('F-63 keep every bucket, with the policy that protects it, when their stack goes', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']) {
      const found = Object.values(template.findResources(type));

      expect(found).toHaveLength(3);
      for (const one of found) expect(one).toMatchObject({ DeletionPolicy: 'Retain' });
    }
  });

  it('lock evidence object by object, and nothing that is only staged', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: Match.stringLikeRegexp('-vault-'),
      ObjectLockEnabled: true,
      ObjectLockConfiguration: Match.absent(),
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  it.each([
    ['deletes evidence', 'NoDeletionOfEvidence', ['s3:DeleteObject', 's3:DeleteObjectVersion']],
    ['locks it weakly', 'NoWeakLock', 's3:PutObjectRetention'],
    ['bypasses a lock', 'NoBypass', 's3:BypassGovernanceRetention'],
    ['takes a legal hold off', 'HoldsEndByTheCustodianAlone', 's3:PutObjectLegalHold'],
    ['puts an object twice', 'EachObjectOnce', 's3:PutObject'],
    ['encrypts it by another key', 'UnderTheKeyOfEvidence', 's3:PutObject'],
    ['deletes the vault', 'NoDeletionOfTheVault', 's3:DeleteBucket'],
  ])('deny it to everybody who %s', (__, Sid, Action) => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Sid, Effect: 'Deny', Principal: { AWS: '*' }, Action }),
        ]),
      },
    });
  });

  it('give up uploads after a week in every bucket, so that no part is paid for ever', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
        ]),
      },
    });
  });

  it('have the tables that the programs read and write, which have keys of these names', () => {
    const tableOf = (end: string, keys: readonly string[]) => {
      template.hasResourceProperties('AWS::DynamoDB::Table', {
        TableName: `afo-${environment.name}-${end}`,
        KeySchema: keys.map((AttributeName) => Match.objectLike({ AttributeName })),
      });
    };

    tableOf('entries', ['pk', 'n']);
    tableOf('cases', ['pk', 'sk']);
    tableOf('tokens', ['wait']);
  });
});

describe.each(compliance)('the case log of %s', (_, environment) => {
  it('can be had back as it was at any second of 35 days, and is not deleted by a call', () => {
    const template = templateOf(environment, 'stores');

    for (const end of ['entries', 'cases'])
      template.hasResource('AWS::DynamoDB::Table', {
        DeletionPolicy: 'Retain',
        Properties: {
          TableName: `afo-${environment.name}-${end}`,
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      });
  });
});
