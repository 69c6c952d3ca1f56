import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createHash, randomUUID } from 'node:crypto';
import { PortError } from '@afo/ports';
import { encryption } from './bucket.ts';
import type { VaultBucket } from './bucket.ts';

export const STAGING = 'staging/';
/** S3's limit on an object (user guide, "Amazon S3 multipart upload limits"). */
const MOST_PARTS = 10_000;

/** A large object as it lies below the staging prefix, where nothing of it counts. */
export interface StagedObject {
  readonly key: string;
  readonly version: string;
  readonly parts: readonly StagedPart[];
}

interface StagedPart {
  readonly number: number;
  readonly start: number;
  readonly bytes: number;
  /** Base64, as S3 writes it. */
  readonly sha256: string;
  readonly etag: string | undefined;
}

/** An upload to the staging prefix: an object's key holds its digest, which is known only when its last byte is. */
export class StagingUpload {
  readonly #bucket: VaultBucket;
  readonly #key = `${STAGING}${randomUUID()}`;
  readonly #parts: StagedPart[] = [];
  #upload: string | undefined;
  #version: string | undefined;

  constructor(bucket: VaultBucket) {
    this.#bucket = bucket;
  }

  async put(body: Uint8Array): Promise<void> {
    this.#upload ??= await this.#begin();
    const last = this.#parts.at(-1);
    const number = this.#parts.length + 1;
    if (number > MOST_PARTS)
      throw new PortError(
        'vault.full',
        'the object has more parts than S3 takes: store it in segments',
      );
    const sha256 = createHash('sha256').update(body).digest('base64');
    const { ETag } = await this.#bucket.client.send(
      new UploadPartCommand({
        ...this.#place(),
        UploadId: this.#upload,
        PartNumber: number,
        Body: body,
        ChecksumSHA256: sha256,
      }),
    );
    const start = last === undefined ? 0 : last.start + last.bytes;
    this.#parts.push({ number, start, bytes: body.byteLength, sha256, etag: ETag });
  }

  async complete(): Promise<StagedObject> {
    const { VersionId } = await this.#bucket.client.send(
      new CompleteMultipartUploadCommand({
        ...this.#place(),
        UploadId: this.#upload,
        MultipartUpload: {
          Parts: this.#parts.map(({ number, sha256, etag }) => ({
            PartNumber: number,
            ChecksumSHA256: sha256,
            ETag: etag,
          })),
        },
      }),
    );
    if (VersionId === undefined)
      throw new PortError('vault.unavailable', `the bucket ${this.#bucket.name} keeps no versions`);
    this.#upload = undefined;
    this.#version = VersionId;
    return { key: this.#key, version: VersionId, parts: this.#parts };
  }

  /** Leaves nothing of it; safe at any time. */
  async remove(): Promise<void> {
    const { client } = this.#bucket;
    if (this.#upload !== undefined)
      await client.send(
        new AbortMultipartUploadCommand({ ...this.#place(), UploadId: this.#upload }),
      );
    this.#upload = undefined;
    if (this.#version !== undefined)
      await client.send(new DeleteObjectCommand({ ...this.#place(), VersionId: this.#version }));
    this.#version = undefined;
  }

  async #begin(): Promise<string> {
    const { UploadId } = await this.#bucket.client.send(
      new CreateMultipartUploadCommand({
        ...this.#place(),
        ChecksumAlgorithm: 'SHA256',
        ChecksumType: 'COMPOSITE',
        ...encryption(this.#bucket),
      }),
    );
    if (UploadId === undefined) throw new PortError('vault.unavailable', 'S3 began no upload');
    return UploadId;
  }

  readonly #place = () => ({ Bucket: this.#bucket.name, Key: this.#key });
}
