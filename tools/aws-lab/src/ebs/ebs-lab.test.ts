import { createHash, randomFillSync } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startEbsLab } from './ebs-lab.ts';
import type { EbsLab } from './ebs-lab.ts';

const BLOCK = 524_288;
const ID = 'snap-0123456789abcdef0';
const LATER = 'snap-0123456789abcdef1';
const OWNER = { account: '111122223333', region: 'eu-west-1', volume: 'vol-1' };

const listSchema = z.object({
  Blocks: z.array(z.object({ BlockIndex: z.number(), BlockToken: z.string().max(256) })),
  BlockSize: z.literal(BLOCK),
  VolumeSize: z.number(),
  ExpiryTime: z.number(),
  NextToken: z.string().max(256).optional(),
});

let folder: string;
let lab: EbsLab;
let now: number;
const noise = randomFillSync(Buffer.alloc(300 * BLOCK));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-ebs-lab-'));
  now = 1_700_000_000_000;
  await write('first.raw', noise);
  const changed = Buffer.from(noise);
  changed.fill(0, 7 * BLOCK, 8 * BLOCK);
  changed[9 * BLOCK] = ~(changed[9 * BLOCK] ?? 0);
  await write('later.raw', changed);
  lab = await startEbsLab({
    now: () => now,
    blockTokenMs: 60_000,
    quotas: { blocksPerSnapshot: 3, blocksPerAccount: 5, listings: 50 },
    snapshots: [
      { id: ID, ...OWNER, image: join(folder, 'first.raw') },
      { id: LATER, ...OWNER, image: join(folder, 'later.raw'), sharedWith: ['444455556666'] },
    ],
  });
});
afterEach(async () => {
  await lab.close();
  await rm(folder, { recursive: true });
});

async function write(name: string, content: Buffer): Promise<void> {
  const file = await open(join(folder, name), 'w');
  await file.write(content);
  // A short end: what a volume is longer than its image is zeros.
  await file.write(Buffer.from('the end'), 0, 7, 400 * BLOCK);
  await file.close();
}

const get = (path: string, account = OWNER.account, region = OWNER.region): Promise<Response> =>
  fetch(`${lab.url}${path}`, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/ebs/aws4_request`,
    },
  });

async function list(query = ''): Promise<z.infer<typeof listSchema>> {
  return listSchema.parse(await (await get(`/snapshots/${ID}/blocks${query}`)).json());
}

async function tokenOf(block: number): Promise<string> {
  const { Blocks } = await list(`?startingBlockIndex=${String(block)}`);
  return encodeURIComponent(Blocks[0]?.BlockToken ?? '');
}

describe('when blocks are listed', () => {
  it('names those that hold data, in order, and the size in whole GiB', async () => {
    const { Blocks, VolumeSize, NextToken } = await list();

    expect(Blocks.map(({ BlockIndex }) => BlockIndex)).toEqual([...Array(300).keys(), 400]);
    expect(VolumeSize).toBe(1);
    expect(NextToken).toBeUndefined();
  });

  it('goes on by page token, never with fewer than a hundred a page', async () => {
    const found: number[] = [];
    let query = '?maxResults=5';
    for (let pages = 0; pages < 9; pages += 1) {
      const { Blocks, NextToken } = await list(query);
      found.push(...Blocks.map(({ BlockIndex }) => BlockIndex));
      if (NextToken === undefined) break;
      expect(Blocks).toHaveLength(100);
      query = `?maxResults=100&startingBlockIndex=0&pageToken=${encodeURIComponent(NextToken)}`;
    }

    expect(found).toEqual([...Array(300).keys(), 400]);
  });

  it('names what differs from an earlier snapshot, with a token in each that holds it', async () => {
    const answer = await get(`/snapshots/${LATER}/changedblocks?firstSnapshotId=${ID}`);

    expect(await answer.json()).toMatchObject({
      ChangedBlocks: [
        { BlockIndex: 7, FirstBlockToken: expect.any(String) as string },
        { BlockIndex: 9, SecondBlockToken: expect.any(String) as string },
      ],
    });
  });
});

describe('when a block is asked for', () => {
  it.each([0, 400])('gives block %i whole, with its length and checksum', async (index) => {
    const answer = await get(
      `/snapshots/${ID}/blocks/${String(index)}?blockToken=${await tokenOf(index)}`,
    );
    const body = Buffer.from(await answer.arrayBuffer());

    expect(body).toHaveLength(BLOCK);
    expect(answer.headers.get('x-amz-data-length')).toBe(String(BLOCK));
    expect(answer.headers.get('x-amz-checksum-algorithm')).toBe('SHA256');
    expect(answer.headers.get('x-amz-checksum')).toBe(
      createHash('sha256').update(body).digest('base64'),
    );
    const expected = index === 0 ? noise.subarray(0, BLOCK) : Buffer.alloc(BLOCK, 0);
    if (index === 400) expected.write('the end');
    expect(body.equals(expected)).toBe(true);
  });

  it('refuses the token of another block, and one that is out of date', async () => {
    const token = await tokenOf(1);
    const other = await get(`/snapshots/${ID}/blocks/2?blockToken=${token}`);
    now += 61_000;
    const late = await get(`/snapshots/${ID}/blocks/1?blockToken=${token}`);

    for (const answer of [other, late]) {
      expect(answer.status).toBe(400);
      expect(answer.headers.get('x-amzn-errortype')).toBe('ValidationException');
      expect(await answer.json()).toMatchObject({ Reason: 'INVALID_BLOCK_TOKEN' });
    }
  });

  it('throttles by snapshot and by account, and serves again a second later', async () => {
    const path = `/snapshots/${ID}/blocks/1?blockToken=${await tokenOf(1)}`;
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await get(path)).status);
    const refused = await get(path);
    now += 1000;

    expect(statuses).toEqual([200, 200, 200, 400]);
    expect(refused.headers.get('x-amzn-errortype')).toBe('RequestThrottledException');
    expect((await get(path)).status).toBe(200);
  });
});

describe('when somebody asks who may not', () => {
  it('answers by account and region, and enters every call', async () => {
    const answers = [
      await get(`/snapshots/${ID}/blocks`, '444455556666'),
      await get(`/snapshots/${LATER}/blocks`, '444455556666'),
      await get(`/snapshots/${ID}/blocks`, OWNER.account, 'eu-central-1'),
      await fetch(`${lab.url}/snapshots/${ID}/blocks`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 200, 404, 403]);
    expect(lab.calls().map(({ account, status }) => [account, status])).toEqual([
      ['444455556666', 403],
      ['444455556666', 200],
      ['111122223333', 404],
      ['', 403],
    ]);
  });
});
