import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { ListMultipartUploadsCommandOutput, MultipartUpload } from '@aws-sdk/client-s3';
import { awsFailureOf } from '../aws-error.ts';
import type { VaultBucket } from './bucket.ts';
import { STAGING } from './staged-object.ts';

/** Ends uploads that were begun before `before`, and removes staged objects that were completed before it. */
export async function sweepBucket(bucket: VaultBucket, before: number): Promise<number> {
  return (await sweepUploads(bucket, before)) + (await sweepStaged(bucket, before));
}

async function sweepUploads(bucket: VaultBucket, before: number): Promise<number> {
  const { client, name } = bucket;
  let swept = 0;
  for await (const { Key, UploadId, Initiated } of uploadsIn(bucket)) {
    if (Key === undefined || Initiated === undefined || Initiated.getTime() >= before) continue;
    swept += await unlessGone(() =>
      client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId })),
    );
  }
  return swept;
}

async function* uploadsIn({ client, name }: VaultBucket): AsyncIterable<MultipartUpload> {
  let after: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } | undefined = {};
  while (after !== undefined) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: name, ...after }),
    );
    yield* page.Uploads ?? [];
    const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
    after =
      IsTruncated === true && NextKeyMarker !== undefined
        ? {
            KeyMarker: NextKeyMarker,
            ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
          }
        : undefined;
  }
}

async function sweepStaged({ client, name }: VaultBucket, before: number): Promise<number> {
  let swept = 0;
  const staged = { Bucket: name, Prefix: STAGING };
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, staged))
    for (const { Key, LastModified } of Contents) {
      if (Key === undefined || LastModified === undefined || LastModified.getTime() >= before)
        continue;
      swept += await unlessGone(async () => {
        const { VersionId } = await client.send(new HeadObjectCommand({ Bucket: name, Key }));
        await client.send(new DeleteObjectCommand({ Bucket: name, Key, VersionId }));
      });
    }
  return swept;
}

/** Its writer may have ended it a moment ago. */
async function unlessGone(work: () => Promise<unknown>): Promise<number> {
  try {
    await work();
    return 1;
  } catch (error) {
    if (['aws.gone', 'aws.not-found'].includes(awsFailureOf(error))) return 0;
    throw error;
  }
}
