import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evidenceVaultConformance, get, put } from '@afo/conformance';
import { evidenceId, instantOf } from '@afo/domain';
import { SAMPLE_CASE } from '@afo/domain/testing';
import type { VaultAddress } from '@afo/ports';
import { clientSettings, createVaultBucket, S3Vault } from '../src/index.ts';
import type { S3VaultOptions } from '../src/index.ts';
import { freshName, lab } from './lab.ts';

const PART = 5 * 1_048_576;
const ADDRESS: VaultAddress = {
  case: SAMPLE_CASE,
  item: evidenceId(1),
  name: 'image.zst',
  format: 'zstd',
  part: 0,
};
const now = () => instantOf(Date.now());
const inMs = (milliseconds: number) => instantOf(Date.now() + milliseconds);
const large = (seed = 0): Uint8Array =>
  Uint8Array.from({ length: 2 * PART + 12_345 }, (_, at) => (at * 7 + (at >> 8) + seed) & 255);

const aws = lab();
let client: S3Client;
let bucket: string;
beforeAll(() => {
  client = new S3Client({ ...clientSettings(aws.config()), forcePathStyle: true });
});
beforeEach(async () => {
  bucket = freshName('vault');
  await createVaultBucket(client, bucket);
});
afterAll(() => {
  client.destroy();
});

const open = (change: Partial<S3VaultOptions> = {}): Promise<S3Vault> =>
  S3Vault.open({ client, bucket, now, partBytes: PART, ...change });

const uploads = async (): Promise<number> =>
  (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.length ?? 0;

const versions = async (Prefix: string): Promise<readonly string[]> => {
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket: bucket, Prefix }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
};

describe('the vault on S3', () => {
  // The time of Object Lock is the store's: no setTime here, and a test of its own below.
  evidenceVaultConformance(() => Promise.resolve({ open: () => open() }));
});

describe('when an object is larger than a part', () => {
  it('F-04 gives and keeps the SHA-256 of the whole object, never the composite of its parts', async () => {
    const content = large();

    const object = await put(await open(), ADDRESS, content);

    const sha256 = createHash('sha256').update(content).digest('hex');
    const head = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: object.key, ChecksumMode: 'ENABLED' }),
    );
    expect(object.sha256).toBe(sha256);
    expect(head.Metadata).toMatchObject({ 'afo-sha256': sha256 });
    expect(head.ChecksumSHA256 ?? '').not.toBe(Buffer.from(sha256, 'hex').toString('base64'));
    expect(Buffer.compare(await get(await open(), object.key), content)).toBe(0);
  });

  it('leaves nothing below the staging prefix, after commit and after abort', async () => {
    const vault = await open();
    await put(vault, ADDRESS, large());
    const writer = await vault.create(ADDRESS);
    await writer.write(large());
    await writer.abort();

    expect(await versions('staging/')).toEqual([]);
    expect(await uploads()).toBe(0);
  });

  it('resolves to the first when the same bytes come again, side by side', async () => {
    const vault = await open();
    const content = large();

    const [one, two] = await Promise.all([
      put(vault, ADDRESS, content),
      put(vault, ADDRESS, content),
    ]);

    expect(one).toEqual(two);
    expect(await versions('cases/')).toEqual([one.key]);
    expect(await uploads()).toBe(0);
  });

  // The emulator's HeadObject leaves the lock of such an object out; what GetObjectRetention says is read here. That S3
  // puts the lock on within CompleteMultipartUpload is what its documentation says, and is not proven by this.
  it('F-61 locks it in the act that makes it', async () => {
    const vault = await open();
    await vault.protect(SAMPLE_CASE, { until: inMs(3_600_000), legalHold: true });

    const { key } = await put(vault, ADDRESS, large());

    const place = { Bucket: bucket, Key: key };
    const { Retention } = await client.send(new GetObjectRetentionCommand(place));
    const { LegalHold } = await client.send(new GetObjectLegalHoldCommand(place));
    expect(Retention?.Mode).toBe('COMPLIANCE');
    expect(LegalHold?.Status).toBe('ON');
  });
});

describe('when somebody with keys wants to be rid of evidence', () => {
  it('F-61 is refused by S3 itself until the time has come, and may go then', async () => {
    const vault = await open();
    const { key } = await put(vault, ADDRESS, Buffer.from('timed'));
    const until = inMs(3_000);
    await vault.protect(SAMPLE_CASE, { until, legalHold: false });
    const { VersionId } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    const remove = () =>
      client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId }));
    const shorten = () =>
      client.send(
        new PutObjectRetentionCommand({
          Bucket: bucket,
          Key: key,
          Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date(Date.now() + 1_000) },
        }),
      );

    await expect(remove()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(shorten()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(vault.dispose(key)).rejects.toMatchObject({ code: 'vault.protected' });
    await sleep(Date.parse(until) - Date.now() + 1_500);
    await vault.dispose(key);

    expect(await vault.head(key)).toBeUndefined();
  }, 20_000);

  it('refuses to take an object for evidence that was put over it past the vault', async () => {
    const vault = await open();
    const { key } = await put(vault, ADDRESS, Buffer.from('evidence'));
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'Evidence' }));

    await expect(get(vault, key)).rejects.toMatchObject({ code: 'vault.digest-mismatch' });
    await expect(put(vault, ADDRESS, Buffer.from('evidence'))).rejects.toMatchObject({
      code: 'vault.digest-mismatch',
    });
  });
});

describe('when a writer died', () => {
  it('removes its upload when that is older than any write lasts, and nothing that was committed', async () => {
    const vault = await open({ longestWriteMs: 0, now: () => inMs(60_000) });
    const { key } = await put(vault, ADDRESS, Buffer.from('committed'));
    const writer = await vault.create(ADDRESS);
    await writer.write(large(1));
    const living = await open({ now: () => inMs(60_000) });

    expect(await living.sweep(0)).toBe(0);
    expect(await vault.sweep(0)).toBe(1);

    expect(await uploads()).toBe(0);
    expect(await vault.head(key)).toBeDefined();
    await expect(writer.commit()).rejects.toMatchObject({ code: 'vault.unavailable' });
  });
});

describe('when the bucket is not fit to be a vault', () => {
  it('does not open without Object Lock', async () => {
    const plain = freshName('plain');
    await client.send(new CreateBucketCommand({ Bucket: plain }));

    await expect(open({ bucket: plain })).rejects.toMatchObject({ code: 'vault.unavailable' });
  });

  it('says that it cannot be reached, and never that an object is not there', async () => {
    const nowhere = new S3Client(
      clientSettings(aws.config({ endpoint: 'http://127.0.0.1:9', attempts: 1 })),
    );
    const vault = new S3Vault({ client: nowhere, bucket, now });

    await expect(
      vault.head(`cases/${SAMPLE_CASE}/E-0001/0000000000000000-x`),
    ).rejects.toMatchObject({
      code: 'vault.unavailable',
      retryable: true,
    });
    nowhere.destroy();
  });
});
