import {
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { epochOf, instantOf } from '@afo/domain';
import type { Retention } from '@afo/ports';
import { awsFailureOf } from '../aws-error.ts';
import type { VaultBucket } from './bucket.ts';
import { laterOf } from './case-retention.ts';

type Lock = Pick<
  PutObjectCommandInput,
  'ObjectLockMode' | 'ObjectLockRetainUntilDate' | 'ObjectLockLegalHoldStatus'
>;

/** The lock that an object gets in the act that makes it. COMPLIANCE: nobody, root included, can take it off. */
export const lockOf = (bucket: VaultBucket, { until, legalHold }: Retention): Lock => ({
  // S3 refuses an end that has passed, and it would protect nothing.
  ...(until === undefined || epochOf(until) <= epochOf(bucket.now())
    ? {}
    : { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: new Date(epochOf(until)) }),
  ...(legalHold ? { ObjectLockLegalHoldStatus: 'ON' } : {}),
});

interface Version {
  readonly key: string;
  readonly version: string;
}

/** The lock as S3 has it, whoever set it. */
export async function lockAt(bucket: VaultBucket, { key, version }: Version): Promise<Retention> {
  const place = { Bucket: bucket.name, Key: key, VersionId: version };
  const retention = await orNone(() => bucket.client.send(new GetObjectRetentionCommand(place)));
  const hold = await orNone(() => bucket.client.send(new GetObjectLegalHoldCommand(place)));
  const until = retention?.Retention?.RetainUntilDate;
  return {
    ...(until === undefined ? {} : { until: instantOf(until.getTime()) }),
    legalHold: hold?.LegalHold?.Status === 'ON',
  };
}

/** Brings the lock of an object to what its case has; a later end stays. */
export async function lockAs(
  bucket: VaultBucket,
  { key, version }: Version,
  wanted: Retention,
): Promise<void> {
  const place = { Bucket: bucket.name, Key: key, VersionId: version };
  const before = await lockAt(bucket, { key, version });
  const until = laterOf(before, wanted);
  if (until !== undefined && until !== before.until && epochOf(until) > epochOf(bucket.now()))
    await bucket.client.send(
      new PutObjectRetentionCommand({
        ...place,
        ChecksumAlgorithm: 'SHA256',
        Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date(epochOf(until)) },
      }),
    );
  if (wanted.legalHold !== before.legalHold)
    await bucket.client.send(
      new PutObjectLegalHoldCommand({
        ...place,
        ChecksumAlgorithm: 'SHA256',
        LegalHold: { Status: wanted.legalHold ? 'ON' : 'OFF' },
      }),
    );
}

async function orNone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    // NoSuchObjectLockConfiguration: the object has never had one.
    if (awsFailureOf(error) === 'aws.not-found') return undefined;
    throw error;
  }
}
