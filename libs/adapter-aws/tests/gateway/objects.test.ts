import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORENSIC, gateway, MEMBER, REGION } from './gateway.ts';

const lab = gateway();
const Bucket = 'evidence-in-the-lab';
const client = (): S3Client => new S3Client({ ...lab.client() });
const until = (): Date => new Date(Date.now() + 86_400_000);

beforeAll(async () => {
  await client().send(
    new CreateBucketCommand({
      Bucket,
      ObjectLockEnabledForBucket: true,
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }),
  );
});

describe('when evidence is stored through the lab', () => {
  it('arrives in parts as it was sent, and in one piece again', async () => {
    const s3 = client();
    const at = { Bucket, Key: 'disk of Zoë/1' };
    const parts = [1, 2, 3].map((fill) => Buffer.alloc(8 * 2 ** 20, fill));
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'SHA256' }),
    );
    const Parts = [];
    for (const [index, Body] of parts.entries()) {
      const PartNumber = index + 1;
      const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64');
      const { ETag } = await s3.send(
        new UploadPartCommand({ ...at, UploadId, PartNumber, Body, ChecksumSHA256 }),
      );
      Parts.push({ PartNumber, ETag, ChecksumSHA256 });
    }
    await s3.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }),
    );

    const { Body } = await s3.send(new GetObjectCommand(at));

    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.concat(parts))).toBe(true);
  });

  it('is refused where a checksum is not that of the bytes', async () => {
    const ChecksumSHA256 = createHash('sha256').update('other').digest('base64');

    await expect(
      client().send(new PutObjectCommand({ Bucket, Key: 'bad', Body: 'this', ChecksumSHA256 })),
    ).rejects.toThrow();
  });

  it('lies under the lock that came with it, and cannot be deleted', async () => {
    const s3 = client();
    const at = { Bucket, Key: 'locked' };
    const { VersionId } = await s3.send(
      new PutObjectCommand({
        ...{ ...at, Body: Buffer.alloc(12 * 2 ** 20, 7) },
        ...{ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until() },
      }),
    );

    const { Retention } = await s3.send(new GetObjectRetentionCommand(at));

    expect(Retention?.Mode).toBe('COMPLIANCE');
    await expect(s3.send(new DeleteObjectCommand({ ...at, VersionId }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('says in the record where it went, under which lock, and who sent it', async () => {
    const ObjectLockRetainUntilDate = until();
    await client().send(
      new PutObjectCommand({
        ...{ Bucket, Key: 'a b/ü', Body: 'x', IfNoneMatch: '*' },
        ...{ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate },
      }),
    );

    expect(lab.now().calls().at(-1)).toMatchObject({
      operation: 'PutObject',
      changing: true,
      backend: 'ministack',
      principal: { account: FORENSIC },
      parameters: {
        bucket: Bucket,
        key: 'a b/ü',
        'if-none-match': '*',
        'x-amz-object-lock-mode': 'COMPLIANCE',
      },
    });
  });

  it('is read in part, and a stream that chunks itself arrives without its frame', async () => {
    const s3 = client();
    const at = { Bucket, Key: 'streamed' };
    const Body = Readable.from([Buffer.from('0123456789'.repeat(50_000))]);
    await s3.send(new PutObjectCommand({ ...at, Body, ContentLength: 500_000 }));

    const part = await s3.send(new GetObjectCommand({ ...at, Range: 'bytes=10-14' }));

    expect(await part.Body?.transformToString()).toBe('01234');
    expect(part.ContentLength).toBe(5);
  });

  it('F-62 an address that was signed is recorded as one, without its signature', async () => {
    const scope = `${FORENSIC}/20260101/${REGION}/s3/aws4_request`;
    const url = new URL(`${lab.now().url}/${Bucket}/streamed`);
    url.searchParams.set('X-Amz-Credential', scope);
    url.searchParams.set('X-Amz-Signature', 'f00dcafe');
    url.searchParams.set('X-Amz-Expires', '60');

    const answer = await fetch(url);

    expect((await answer.arrayBuffer()).byteLength).toBe(500_000);
    const call = lab.now().calls().at(-1);
    expect(call).toMatchObject({ operation: 'GetObject', presigned: true, status: 200 });
    expect(JSON.stringify(call)).not.toContain('f00dcafe');
  });

  it('breaks off in the middle for the reader when the answer is cut', async () => {
    lab.now().setFaults([{ kind: 'cut-body', operation: 'GetObject' }]);

    const read = client()
      .send(new GetObjectCommand({ Bucket, Key: 'streamed' }))
      .then(({ Body }) => Body?.transformToByteArray());

    await expect(read).rejects.toThrow();
    lab.now().setFaults([]);
  });

  it('is not found in the account of another', async () => {
    const theirs = new S3Client(lab.client(MEMBER));

    await expect(theirs.send(new GetObjectCommand({ Bucket, Key: 'streamed' }))).rejects.toThrow();
  });
});
