import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { searchFor } from './search.ts';

const secret = randomBytes(30).toString('base64');
const noise = randomBytes(100_000);
const around = (text: string): Buffer => Buffer.concat([noise, Buffer.from(`"${text}"`), noise]);
const search = (bytes: Uint8Array, shapes = true) =>
  searchFor([secret])([{ place: 'here', bytes, shapes }]);

describe('when a secret lies somewhere', () => {
  it.each([
    ['as it is', around(secret)],
    ['in a form or an address', around(encodeURIComponent(secret))],
    ['in base64', around(Buffer.from(secret).toString('base64'))],
    ['in a compressed object', zstdCompressSync(around(secret))],
    [
      'in an object of several frames',
      Buffer.concat([zstdCompressSync(noise), zstdCompressSync(around(secret))]),
    ],
  ])('F-62 it is found %s', async (_how, bytes) => {
    const { found, things } = await search(bytes, false);

    expect([found.length > 0, things]).toEqual([true, 1]);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('F-62 it is found where the windows of the search meet, and a content is searched once', async () => {
    const search = searchFor([secret]);
    const bytes = Buffer.alloc(16 * 1_048_576 + 100_000);
    bytes.write(secret, 16 * 1_048_576 - 20);
    const thing = { place: 'a disk', bytes, shapes: false };

    expect((await search([thing, thing])).found).toHaveLength(1);
  });

  it('F-62 one that is too short to be found is an error, not a clean result', () => {
    expect(() => searchFor(['short'])).toThrow('cannot be searched for');
  });

  it.each([
    `https://bucket.s3.amazonaws.com/key?X-Amz-Signature=${'ab'.repeat(32)}`,
    `AWS_SECRET_ACCESS_KEY=${'Ab1/'.repeat(10)}`,
    `{"SecretAccessKey":"anything"}`,
    '<SessionToken>anything</SessionToken>',
    'https://sqs/?AWSAccessKeyId=AKIDEXAMPLE',
    '-----BEGIN PRIVATE KEY-----',
  ])('F-62 one that nobody knew is found by its shape: %s', async (text) => {
    expect((await search(around(text))).found).toHaveLength(1);
    expect((await search(around(text), false)).found).toEqual([]);
  });

  it('F-62 what holds none is told as clean', async () => {
    expect((await search(around('AKIAIOSFODNN7EXAMPLE is an id and no secret'))).found).toEqual([]);
  });
});
