import {
  CreateBucketCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { PortError } from '@afo/ports';
import { awsError } from '../aws-error.ts';

/** Makes a bucket as a vault needs it: Object Lock on (which switches versioning on), no default retention. */
export async function createVaultBucket(client: S3Client, name: string): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: true }));
    await assertVaultBucket(client, name);
  } catch (error) {
    throw awsError(error, 'making the bucket of the vault');
  }
}

/** Refuses a bucket that could lose evidence. @throws PortError `vault.unavailable` */
export async function assertVaultBucket(client: S3Client, name: string): Promise<void> {
  const versioning = await client.send(new GetBucketVersioningCommand({ Bucket: name }));
  const lock = await client.send(new GetObjectLockConfigurationCommand({ Bucket: name }));
  if (
    versioning.Status !== 'Enabled' ||
    lock.ObjectLockConfiguration?.ObjectLockEnabled !== 'Enabled'
  )
    throw new PortError(
      'vault.unavailable',
      `the bucket ${name} has no versioning or no Object Lock`,
    );
}
