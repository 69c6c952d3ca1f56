import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Sha256, StoredObject } from '@afo/domain';
import { storedObjectSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import { awsFailureOf } from '../aws-error.ts';
import type { VaultBucket } from './bucket.ts';
import { placeOf } from './vault-key.ts';

/** What S3 keeps beside the bytes of a version, unchangeable like them. The digest is ours, over the whole object. */
export const metadataOf = ({ sha256, format, part }: StoredObject): Record<string, string> => ({
  'afo-sha256': sha256,
  'afo-format': format,
  ...(part === undefined ? {} : { 'afo-part': String(part) }),
});

export interface StoredVersion {
  readonly object: StoredObject;
  readonly version: string;
  readonly etag: string;
}

/** The object under a key with the version that stands there; undefined where there is none. */
export async function storedAt(
  bucket: VaultBucket,
  key: string,
): Promise<StoredVersion | undefined> {
  const { digest } = placeOf(key);
  const answer = await headOf(bucket, key);
  if (answer === undefined) return undefined;
  const { ContentLength, Metadata = {}, VersionId, ETag } = answer;
  const part = Metadata['afo-part'];
  const object = storedObjectSchema.safeParse({
    key,
    bytes: ContentLength,
    sha256: Metadata['afo-sha256'],
    format: Metadata['afo-format'],
    ...(part === undefined ? {} : { part: Number(part) }),
  });
  // Somebody put an object here by another way, or over ours: it must not pass for evidence.
  if (
    !object.success ||
    !object.data.sha256.startsWith(digest) ||
    VersionId === undefined ||
    ETag === undefined
  )
    throw new PortError('vault.digest-mismatch', `${key} is not as this vault stores objects`);
  return { object: object.data, version: VersionId, etag: ETag };
}

async function headOf(bucket: VaultBucket, key: string) {
  try {
    return await bucket.client.send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
  } catch (error) {
    if (awsFailureOf(error) === 'aws.not-found') return undefined;
    throw error;
  }
}

/** SHA-256 as S3 writes it. */
export const base64Of = (sha256: Sha256): string => Buffer.from(sha256, 'hex').toString('base64');
