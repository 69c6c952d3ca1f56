import {
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { byAge, damagedRejection, decodeRejected, encodeRejected, rejectedId } from '@afo/custody';
import type { RejectedFile } from '@afo/custody';
import type { RejectedDraft, RejectedEvent, RejectedEvents } from '@afo/ports';
import { PortError } from '@afo/ports';
import { awsFailureOf, portError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';
import { always } from '../whole-answer.ts';

export interface RejectedBucketConfig extends AwsConfig {
  readonly bucket: string;
  /** Begins all keys, with its slash; default `rejected/`. */
  readonly prefix?: string;
}

const ID = /^[0-9a-f]{32}$/;
/** Objects that are read side by side for a list. */
const AT_ONCE = 16;

/**
 * Rejected events as objects: `waiting/<id>` holds the event, `replayed/<id>` says that it waits no longer. Both are
 * only ever created, so the role that keeps rejections needs no right to overwrite or delete.
 */
export class RejectedBucket implements RejectedEvents {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #waiting: string;
  readonly #replayed: string;

  constructor(config: RejectedBucketConfig) {
    this.#s3 = new S3Client({
      ...clientSettings(config),
      forcePathStyle: config.endpoint !== undefined,
    });
    this.#bucket = config.bucket;
    const prefix = config.prefix ?? 'rejected/';
    this.#waiting = `${prefix}waiting/`;
    this.#replayed = `${prefix}replayed/`;
  }

  async keep(rejection: RejectedDraft): Promise<string> {
    const id = rejectedId(rejection);
    await this.#create(`${this.#waiting}${id}`, encodeRejected(id, rejection));
    return id;
  }

  async list(): Promise<readonly RejectedEvent[]> {
    const replayed = new Set(await this.#idsBelow(this.#replayed));
    const ids = (await this.#idsBelow(this.#waiting)).filter((id) => !replayed.has(id));
    const events: RejectedEvent[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE)
      events.push(
        ...(await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => this.#headOf(id)))),
      );
    return events.sort(byAge);
  }

  async read(id: string): Promise<Uint8Array> {
    if (await this.#isThere(this.#replayed, id)) throw notFound(id);
    return (await this.#load(id)).raw;
  }

  async settle(id: string): Promise<void> {
    if (!(await this.#isThere(this.#waiting, id))) throw notFound(id);
    await this.#create(`${this.#replayed}${id}`, new Uint8Array());
  }

  close(): void {
    this.#s3.destroy();
  }

  async #create(Key: string, Body: Uint8Array): Promise<void> {
    await inBucket('keeping a rejected event', async () => {
      try {
        const { ETag } = await this.#s3.send(
          new PutObjectCommand({
            Bucket: this.#bucket,
            Key,
            Body,
            IfNoneMatch: '*',
            ChecksumAlgorithm: 'SHA256',
          }),
        );
        always(ETag, 'keeping a rejected event');
      } catch (error) {
        // Kept before: the key stands for the bytes, the code and the reason.
        if (nameOf(error) !== 'PreconditionFailed') throw error;
      }
    });
  }

  async #idsBelow(prefix: string): Promise<readonly string[]> {
    return await inBucket('listing rejected events', async () => {
      const ids: string[] = [];
      const pages = paginateListObjectsV2(
        { client: this.#s3 },
        { Bucket: this.#bucket, Prefix: prefix },
      );
      for await (const { Contents = [], KeyCount } of pages) {
        always(KeyCount, 'listing rejected events');
        ids.push(...Contents.map(({ Key = '' }) => Key.slice(prefix.length)));
      }
      return ids.filter((id) => ID.test(id));
    });
  }

  async #isThere(prefix: string, id: string): Promise<boolean> {
    // The id comes from a command line.
    if (!ID.test(id)) throw notFound(id);
    return await inBucket('looking for a rejected event', async () => {
      try {
        await this.#s3.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: `${prefix}${id}` }));
        return true;
      } catch (error) {
        if (awsFailureOf(error) === 'aws.not-found') return false;
        throw error;
      }
    });
  }

  async #headOf(id: string): Promise<RejectedEvent> {
    try {
      return (await this.#load(id)).event;
    } catch (error) {
      if (!(error instanceof PortError) || error.code !== 'rejected-events.damaged') throw error;
      return damagedRejection(id, error.message);
    }
  }

  async #load(id: string): Promise<RejectedFile> {
    const bytes = await inBucket('reading a rejected event', async () => {
      try {
        const Key = `${this.#waiting}${id}`;
        const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key }));
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (error) {
        if (awsFailureOf(error) === 'aws.not-found') throw notFound(id);
        throw error;
      }
    });
    const file = decodeRejected(id, bytes);
    if (file === undefined)
      throw new PortError('rejected-events.damaged', `rejected event ${id} is damaged`);
    return file;
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const notFound = (id: string): PortError =>
  new PortError(
    'rejected-events.not-found',
    `no rejected event ${ID.test(id) ? id : 'of that id'}`,
  );

async function inBucket<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw portError('rejected-events.unavailable', error, doing);
  }
}
