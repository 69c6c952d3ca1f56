import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { rejectedEventsConformance } from '@afo/conformance';
import { instantOf } from '@afo/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientSettings } from '../src/clients.ts';
import { RejectedBucket } from '../src/rejected/rejected-bucket.ts';
import { freshName, lab } from './lab.ts';

const aws = lab();
let s3: S3Client;
let bucket: string;
const opened: RejectedBucket[] = [];

beforeAll(() => {
  s3 = new S3Client({ ...clientSettings(aws.config()), forcePathStyle: true });
});
afterAll(() => {
  s3.destroy();
});
beforeEach(async () => {
  bucket = freshName('rejected');
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

const open = (): RejectedBucket => {
  const rejected = new RejectedBucket({ ...aws.config(), bucket });
  opened.push(rejected);
  return rejected;
};

describe('rejected events in a bucket', () => {
  rejectedEventsConformance(() => Promise.resolve(open()));

  it('shows a damaged one in the list, refuses to replay it, and hides no other', async () => {
    const rejected = open();
    const draft = { at: instantOf(1000), code: 'event.not-json', findingIds: [] };
    const id = await rejected.keep({ ...draft, reason: 'damaged', raw: Buffer.from('{"a') });
    await rejected.keep({ ...draft, reason: 'whole', raw: Buffer.from('{"b') });
    const Key = `rejected/waiting/${id}`;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'something else' }));

    expect((await rejected.list()).map(({ code }) => code)).toEqual([
      'rejected-events.damaged',
      'event.not-json',
    ]);
    await expect(rejected.read(id)).rejects.toMatchObject({ code: 'rejected-events.damaged' });
  });

  it('says that the bucket cannot be reached, instead of an empty list', async () => {
    const lost = new RejectedBucket({ ...aws.config(), bucket: 'not-there' });
    opened.push(lost);

    await expect(lost.list()).rejects.toMatchObject({ code: 'rejected-events.unavailable' });
  });
});
