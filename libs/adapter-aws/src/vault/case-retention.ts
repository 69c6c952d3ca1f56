import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { CaseId } from '@afo/domain';
import { instantSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { Retention } from '@afo/ports';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { awsFailureOf } from '../aws-error.ts';
import { encryption } from './bucket.ts';
import type { VaultBucket } from './bucket.ts';

const TRIES = 10;
const keyOf = (caseId: CaseId): string => `retention/${caseId}.json`;

const recordSchema = z.strictObject({
  until: instantSchema.optional(),
  legalHold: z.boolean(),
});

/** What objects of the case get when they are put; from a small object of its own, written by compare and swap. */
export async function caseRetention(bucket: VaultBucket, caseId: CaseId): Promise<Retention> {
  return (await recordOf(bucket, caseId)).retention;
}

/** Keeps the retention of a case and returns it: the later end, and the hold as it is asked for. */
export async function keepRetention(
  bucket: VaultBucket,
  caseId: CaseId,
  wanted: Retention,
): Promise<Retention> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const { retention: before, etag } = await recordOf(bucket, caseId);
    const until = laterOf(before, wanted);
    const after = { ...(until === undefined ? {} : { until }), legalHold: wanted.legalHold };
    if (await swap(bucket, { caseId, etag, after })) return after;
    await sleep(Math.random() * 50 * tries);
  }
  throw new PortError('vault.unavailable', `others change the retention of case ${caseId}`, {
    retryable: true,
  });
}

export const laterOf = (one: Retention, other: Retention): Retention['until'] =>
  [one.until, other.until]
    .filter((until) => until !== undefined)
    .sort()
    .at(-1);

interface RetentionRecord {
  readonly retention: Retention;
  readonly etag: string | undefined;
}

async function recordOf(bucket: VaultBucket, caseId: CaseId): Promise<RetentionRecord> {
  try {
    const { Body, ETag } = await bucket.client.send(
      new GetObjectCommand({ Bucket: bucket.name, Key: keyOf(caseId) }),
    );
    const { until, legalHold } = recordSchema.parse(
      JSON.parse((await Body?.transformToString()) ?? ''),
    );
    return { retention: { ...(until === undefined ? {} : { until }), legalHold }, etag: ETag };
  } catch (error) {
    if (awsFailureOf(error) === 'aws.not-found')
      return { retention: { legalHold: false }, etag: undefined };
    throw error;
  }
}

/** False when somebody else wrote the record since it was read. */
async function swap(
  bucket: VaultBucket,
  {
    caseId,
    etag,
    after,
  }: { readonly caseId: CaseId; readonly etag: string | undefined; readonly after: Retention },
): Promise<boolean> {
  try {
    await bucket.client.send(
      new PutObjectCommand({
        Bucket: bucket.name,
        Key: keyOf(caseId),
        Body: JSON.stringify(after),
        ChecksumAlgorithm: 'SHA256',
        ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
        ...encryption(bucket),
      }),
    );
    return true;
  } catch (error) {
    if (awsFailureOf(error) === 'aws.conflict') return false;
    throw error;
  }
}
