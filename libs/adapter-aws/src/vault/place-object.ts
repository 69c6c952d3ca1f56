import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredObject } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { Retention } from '@afo/ports';
import { awsFailureOf } from '../aws-error.ts';
import { encryption } from './bucket.ts';
import type { VaultBucket } from './bucket.ts';
import { caseRetention } from './case-retention.ts';
import { lockAs, lockOf } from './object-lock.ts';
import type { StagedObject } from './staged-object.ts';
import { base64Of, metadataOf, storedAt } from './stored.ts';
import { placeOf } from './vault-key.ts';

const TRIES = 5;

/** One attempt to make the object where there is none, with its lock. */
type Attempt = (retention: Retention) => Promise<void>;

/** Puts an object that is held whole: in one request, whose checksum is that of the whole object. */
export const placeBytes = (
  bucket: VaultBucket,
  object: StoredObject,
  body: Uint8Array,
): Promise<StoredObject> =>
  place(bucket, object, async (retention) => {
    await bucket.client.send(
      new PutObjectCommand({
        ...target(bucket, object),
        ...lockOf(bucket, retention),
        Body: body,
        ChecksumSHA256: base64Of(object.sha256),
        IfNoneMatch: '*',
      }),
    );
  });

/** Copies a staged object to its key, part by part within S3, and checks the digest of each part on the way. */
export const placeStaged = (
  bucket: VaultBucket,
  object: StoredObject,
  staged: StagedObject,
): Promise<StoredObject> =>
  place(bucket, object, async (retention) => {
    const { UploadId } = await bucket.client.send(
      new CreateMultipartUploadCommand({
        ...target(bucket, object),
        ...lockOf(bucket, retention),
        ChecksumAlgorithm: 'SHA256',
        ChecksumType: 'COMPOSITE',
      }),
    );
    const upload = { Bucket: bucket.name, Key: object.key, UploadId };
    try {
      const Parts = [];
      for (const part of staged.parts) Parts.push(await copyPart(bucket, upload, { staged, part }));
      const MultipartUpload = { Parts };
      await bucket.client.send(
        new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, IfNoneMatch: '*' }),
      );
    } catch (error) {
      await bucket.client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
      throw error;
    }
  });

/** Makes the object, or finds that it is there with the same bytes; then sees to its lock once more. */
async function place(
  bucket: VaultBucket,
  object: StoredObject,
  attempt: Attempt,
): Promise<StoredObject> {
  const { case: caseId } = placeOf(object.key);
  for (let tries = 1; ; tries += 1) {
    const failure = await outcomeOf(async () => {
      await attempt(await caseRetention(bucket, caseId));
    });
    const known = await storedAt(bucket, object.key);
    if (known !== undefined) {
      if (known.object.sha256 !== object.sha256)
        throw new PortError('vault.exists', `${object.key} is there already, with other bytes`);
      // The case may have been protected between our reading of its retention and the list of its objects.
      await lockAs(
        bucket,
        { key: object.key, version: known.version },
        await caseRetention(bucket, caseId),
      );
      return known.object;
    }
    if (failure === undefined)
      throw new PortError('vault.unavailable', `${object.key} was stored and is not there`);
    if (awsFailureOf(failure) !== 'aws.conflict' || tries === TRIES) throw failure;
    await sleep(Math.random() * 100 * tries);
  }
}

/** What was thrown because somebody else was first; anything else is thrown on. */
async function outcomeOf(work: () => Promise<void>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Error && awsFailureOf(error) === 'aws.conflict') return error;
    throw error;
  }
}

const target = (bucket: VaultBucket, object: StoredObject) => ({
  Bucket: bucket.name,
  Key: object.key,
  Metadata: metadataOf(object),
  ...encryption(bucket),
});

async function copyPart(
  bucket: VaultBucket,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
  { staged, part }: { readonly staged: StagedObject; readonly part: StagedObject['parts'][number] },
) {
  const { CopyPartResult } = await bucket.client.send(
    new UploadPartCopyCommand({
      ...upload,
      PartNumber: part.number,
      CopySource: `${bucket.name}/${staged.key}?versionId=${staged.version}`,
      CopySourceRange: `bytes=${String(part.start)}-${String(part.start + part.bytes - 1)}`,
    }),
  );
  const { ChecksumSHA256, ETag } = CopyPartResult ?? {};
  // S3 gives the digest for an upload with SHA-256 checksums. A store that gives none must at least have an ETag that is
  // the same: whatever cannot be compared is not taken for the same.
  const isSame = ChecksumSHA256 === undefined ? ETag === part.etag : ChecksumSHA256 === part.sha256;
  if (!isSame || ETag === undefined)
    throw new PortError(
      'vault.digest-mismatch',
      `part ${String(part.number)} of ${upload.Key} was copied wrong`,
    );
  return { PartNumber: part.number, ETag, ChecksumSHA256 };
}
