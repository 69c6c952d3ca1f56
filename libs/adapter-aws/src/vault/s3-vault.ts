import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import type { CaseId, EvidenceId, Instant, StoredObject } from '@afo/domain';
import { epochOf } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { EvidenceVault, ObjectWriter, Retention, VaultAddress } from '@afo/ports';
import { awsFailureOf, portError } from '../aws-error.ts';
import { always } from '../whole-answer.ts';
import type { VaultBucket } from './bucket.ts';
import { keepRetention } from './case-retention.ts';
import { assertVaultBucket } from './create-bucket.ts';
import { lockAs, lockAt } from './object-lock.ts';
import { S3ObjectWriter } from './object-writer.ts';
import { storedAt } from './stored.ts';
import type { StoredVersion } from './stored.ts';
import { sweepBucket } from './sweep.ts';
import { checkAddress } from './vault-key.ts';

const MEBIBYTE = 1_048_576;
const DAY_MS = 86_400_000;

export interface S3VaultOptions {
  readonly client: S3Client;
  /** A bucket with versioning and Object Lock, and no default retention; nothing else may lie in it. */
  readonly bucket: string;
  /** The trusted clock. */
  readonly now: () => Instant;
  readonly kmsKey?: string;
  /** 16 MiB unless given: an object may have 10,000 of them. */
  readonly partBytes?: number;
  /** No upload that began less than this ago is swept: S3 does not tell whether its writer lives. A week unless given. */
  readonly longestWriteMs?: number;
}

/** The port EvidenceVault on S3 with Object Lock; README.md says how an object comes into being. */
export class S3Vault implements EvidenceVault {
  readonly #bucket: VaultBucket;
  readonly #longestWriteMs: number;

  constructor(options: S3VaultOptions) {
    const { client, bucket: name, now, kmsKey, partBytes } = options;
    this.#longestWriteMs = options.longestWriteMs ?? 7 * DAY_MS;
    this.#bucket = {
      client,
      name,
      now,
      partBytes: partBytes ?? 16 * MEBIBYTE,
      ...(kmsKey === undefined ? {} : { kmsKey }),
    };
  }

  /** Refuses a bucket without versioning or Object Lock. */
  static async open(options: S3VaultOptions): Promise<S3Vault> {
    return onS3('opening the vault', async () => {
      await assertVaultBucket(options.client, options.bucket);
      return new S3Vault(options);
    });
  }

  async create(address: VaultAddress): Promise<ObjectWriter> {
    await Promise.resolve();
    checkAddress(address);
    return new S3ObjectWriter(this.#bucket, address);
  }

  async head(key: string): Promise<StoredObject | undefined> {
    return onS3('looking for an object', async () => (await storedAt(this.#bucket, key))?.object);
  }

  async *read(
    key: string,
    range: { readonly start?: number; readonly end?: number } = {},
  ): AsyncIterable<Uint8Array> {
    const { object, etag } = await this.#found(key);
    const start = Math.max(0, range.start ?? 0);
    const end = Math.min(range.end ?? object.bytes, object.bytes);
    if (start >= end) return;
    try {
      yield* this.#bytes({ key, etag }, start, end);
    } catch (error) {
      throw portError('vault.unavailable', error, 'reading an object');
    }
  }

  async *inventory(caseId: CaseId, item?: EvidenceId): AsyncIterable<StoredObject> {
    try {
      for await (const { object } of this.#all(caseId, item)) yield object;
    } catch (error) {
      throw portError('vault.unavailable', error, 'listing objects');
    }
  }

  async protect(caseId: CaseId, retention: Retention): Promise<void> {
    await onS3('protecting a case', async () => {
      // The record first: whoever puts an object from here on finds it.
      const kept = await keepRetention(this.#bucket, caseId, retention);
      for await (const { object, version } of this.#all(caseId))
        await lockAs(this.#bucket, { key: object.key, version }, kept);
    });
  }

  async retention(key: string): Promise<Retention> {
    return onS3('reading a retention', async () => {
      const { version } = await this.#found(key);
      return lockAt(this.#bucket, { key, version });
    });
  }

  async dispose(key: string): Promise<void> {
    await onS3('disposing of an object', async () => {
      const { version } = await this.#found(key);
      const { until, legalHold } = await lockAt(this.#bucket, { key, version });
      const { client, name, now } = this.#bucket;
      if (legalHold || (until !== undefined && epochOf(until) > epochOf(now())))
        throw isProtected(key);
      try {
        await client.send(new DeleteObjectCommand({ Bucket: name, Key: key, VersionId: version }));
      } catch (error) {
        // S3's clock is the one that counts, and a hold may have been put on since.
        if (awsFailureOf(error) === 'aws.denied') throw isProtected(key, error);
        throw error;
      }
    });
  }

  async sweep(olderThanMs: number): Promise<number> {
    const age = Math.max(olderThanMs, this.#longestWriteMs);
    return onS3('sweeping', () => sweepBucket(this.#bucket, epochOf(this.#bucket.now()) - age));
  }

  /** S3 has no end that could be told. */
  async free(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }

  async #found(key: string): Promise<StoredVersion> {
    const found = await onS3('looking for an object', () => storedAt(this.#bucket, key));
    if (found === undefined) throw new PortError('vault.not-found', `no object ${key}`);
    return found;
  }

  async *#all(caseId: CaseId, item?: EvidenceId) {
    const { client, name } = this.#bucket;
    const Prefix = item === undefined ? `cases/${caseId}/` : `cases/${caseId}/${item}/`;
    for await (const { Contents = [], KeyCount } of paginateListObjectsV2(
      { client },
      { Bucket: name, Prefix },
    )) {
      always(KeyCount, 'listing objects');
      for (const { Key = '' } of Contents) {
        const found = await storedAt(this.#bucket, Key);
        if (found !== undefined) yield found;
      }
    }
  }

  async *#bytes(
    { key, etag }: { readonly key: string; readonly etag: string },
    start: number,
    end: number,
  ): AsyncIterable<Uint8Array> {
    const { client, name } = this.#bucket;
    const { Body } = await client.send(
      new GetObjectCommand({
        Bucket: name,
        Key: key,
        // Nothing but the object whose length and digest were just looked at.
        IfMatch: etag,
        Range: `bytes=${String(start)}-${String(end - 1)}`,
      }),
    );
    let left = end - start;
    if (Body instanceof Readable)
      for await (const chunk of Body) {
        if (!(chunk instanceof Uint8Array)) break;
        left -= chunk.byteLength;
        yield chunk;
      }
    if (left !== 0)
      throw new PortError('vault.unavailable', `S3 gave ${key} cut off`, { retryable: true });
  }
}

const isProtected = (key: string, cause?: unknown): PortError =>
  new PortError(
    'vault.protected',
    `${key} is under retention or legal hold`,
    cause === undefined ? {} : { cause },
  );

async function onS3<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw portError('vault.unavailable', error, doing);
  }
}
