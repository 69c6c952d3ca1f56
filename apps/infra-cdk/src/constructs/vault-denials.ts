import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

interface Vault {
  readonly bucket: IBucket;
  readonly key: IKey;
  readonly custodian: string;
}

interface Denial {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/**
 * What nobody may do to evidence, whatever their own policies say. An administrator can change this policy; CloudTrail
 * shows that, and the locks of S3 hold without it.
 */
export function vaultDenials({ bucket, custodian, key }: Vault): readonly PolicyStatement[] {
  const cases = bucket.arnForObjects('cases/*');
  const deny = (sid: string, { actions, resources, conditions }: Denial): PolicyStatement =>
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: [...actions],
      resources: [...resources],
      ...(conditions === undefined ? {} : { conditions }),
    });
  return [
    deny('NoDeletionOfEvidence', {
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: [cases, bucket.arnForObjects('retention/*')],
    }),
    deny('NoDeletionOfTheVault', { actions: ['s3:DeleteBucket'], resources: [bucket.bucketArn] }),
    deny('NoBypass', {
      actions: ['s3:BypassGovernanceRetention'],
      resources: [bucket.arnForObjects('*')],
    }),
    deny('NoWeakLock', {
      actions: ['s3:PutObjectRetention'],
      resources: [cases],
      conditions: { StringNotEquals: { 's3:object-lock-mode': 'COMPLIANCE' } },
    }),
    deny('HoldsEndByTheCustodianAlone', {
      actions: ['s3:PutObjectLegalHold'],
      resources: [cases],
      conditions: {
        StringNotEquals: { 's3:object-lock-legal-hold': 'ON' },
        ArnNotEquals: { 'aws:PrincipalArn': custodian },
      },
    }),
    deny('EachObjectOnce', {
      actions: ['s3:PutObject'],
      resources: [cases],
      conditions: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    }),
    deny('UnderTheKeyOfEvidence', {
      actions: ['s3:PutObject'],
      resources: [cases],
      conditions: {
        StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key.keyArn },
      },
    }),
  ];
}
