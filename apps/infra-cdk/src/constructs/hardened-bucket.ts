import { Duration } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  BucketPolicy,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { BucketProps, IBucket } from 'aws-cdk-lib/aws-s3';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';

type HardenedBucketProps = Pick<
  BucketProps,
  'bucketName' | 'lifecycleRules' | 'objectLockEnabled' | 'inventories'
> & {
  readonly bucketName: string;
  /** Keys of AWS S3 unless given: services that deliver logs can use no other. */
  readonly key?: IKey;
  /** Where its accesses are written down; not for the bucket that they are written into. */
  readonly accessLogs?: { readonly bucket: IBucket; readonly prefix: string };
};

const UPLOAD_DAYS = 7;

/** Private, encrypted, versioned, by TLS 1.2 alone, and never deleted with its stack. */
export class HardenedBucket extends Bucket {
  constructor(scope: Construct, id: string, { accessLogs, key, ...props }: HardenedBucketProps) {
    super(scope, id, {
      ...props,
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      ...(accessLogs === undefined
        ? {}
        : { serverAccessLogsBucket: accessLogs.bucket, serverAccessLogsPrefix: accessLogs.prefix }),
      lifecycleRules: [
        ...(props.lifecycleRules ?? []),
        {
          id: 'given-up-uploads',
          abortIncompleteMultipartUploadAfter: Duration.days(UPLOAD_DAYS),
        },
      ],
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      versioned: true,
    });
    // A bucket that stays without its policy would stay unprotected.
    const policy = this.node.tryFindChild('Policy');
    if (policy instanceof BucketPolicy) policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(this, {
      'NIST.800.53.R5-S3BucketReplicationEnabled':
        'Evidence stays in one region; where it is replicated to is for the organisation to decide',
      ...(key === undefined
        ? {
            'NIST.800.53.R5-S3DefaultEncryptionKMS':
              'Delivery of access logs takes keys of S3 alone (S3 user guide, "Enabling server access logging")',
          }
        : {}),
      ...(accessLogs === undefined
        ? {
            'AwsSolutions-S1': 'It holds the access logs',
            'NIST.800.53.R5-S3BucketLoggingEnabled': 'It holds the access logs',
          }
        : {}),
    });
  }
}
