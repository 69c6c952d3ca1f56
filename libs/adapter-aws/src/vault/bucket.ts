import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { Instant } from '@afo/domain';

/** A bucket with versioning and Object Lock switched on (no default retention), and how objects are put into it. */
export interface VaultBucket {
  readonly client: S3Client;
  readonly name: string;
  /** Key id or ARN of the KMS key that objects are encrypted with; the bucket's own setting unless given. */
  readonly kmsKey?: string;
  /** Bytes of a part; S3 takes 5 MiB and more, and at most 10,000 parts of an object. */
  readonly partBytes: number;
  readonly now: () => Instant;
}

export const encryption = (
  bucket: VaultBucket,
): Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId' | 'BucketKeyEnabled'> =>
  bucket.kmsKey === undefined
    ? {}
    : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: bucket.kmsKey, BucketKeyEnabled: true };
