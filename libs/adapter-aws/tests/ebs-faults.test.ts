import { hash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { EbsFaultKind } from '@afo/aws-lab';
import { BLOCK_SIZE } from '@afo/domain';
import type { BlockRange, ByteRange } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { DiskSource } from '@afo/ports';
import { ebsClient, inProcessRateLimit } from '../src/index.ts';
import { EbsBench, ebsSource, HOME, noiseOf, SECOND } from './ebs-lab.ts';

const BLOCKS = [0, 1, 2, 3, 7, 8, 40, 41, 99];

let bench: EbsBench;
afterEach(() => bench.stop());

/** Reads the listed runs, and compares every block that was not said to be unreadable with what it must be. */
async function readAll(source: DiskSource): Promise<{ unread: ByteRange[]; blocks: number[] }> {
  const runs: BlockRange[] = [];
  for await (const run of source.runs(0)) runs.push(run);
  const unread: ByteRange[] = [];
  const blocks: number[] = [];
  for (const [first, count] of runs) {
    const into = new Uint8Array(count * BLOCK_SIZE).fill(0xee);
    const gaps = await source.read(first, into);
    unread.push(...gaps);
    for (let n = 0; n < count; n += 1) {
      const missing = gaps.some(([start]) => start === (first + n) * BLOCK_SIZE);
      const expected = missing ? Buffer.alloc(BLOCK_SIZE) : noiseOf(first + n);
      expect(expected.equals(into.subarray(n * BLOCK_SIZE, (n + 1) * BLOCK_SIZE))).toBe(true);
      blocks.push(first + n);
    }
  }
  return { unread, blocks };
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code,
  );

describe('when the API fails now and then', () => {
  it.each<EbsFaultKind>([
    'throttle',
    'internal-error',
    'cut-body',
    'wrong-checksum',
    'wrong-data',
    'expired-block-token',
    'expired-credentials',
  ])('gives every byte in spite of %s', async (kind) => {
    let n = 0;
    // A third of the calls, by turns and not by chance, so that every run of the test is the same.
    bench = await EbsBench.start({ first: BLOCKS }, { random: () => (n++ % 3) / 3 });
    bench.lab.setFaults([{ on: 'GetSnapshotBlock', kind, probability: 0.3 }]);

    const { unread, blocks } = await readAll(await bench.open());

    expect(unread).toEqual([]);
    expect(blocks).toEqual(BLOCKS);
    expect(bench.lab.calls().filter(({ outcome }) => outcome !== 'ok').length).toBeGreaterThan(2);
  });

  it.each<EbsFaultKind>(['hung', 'slow-body'])(
    'gives up an answer that does not come (%s), and asks again',
    async (kind) => {
      bench = await EbsBench.start({ first: BLOCKS });
      bench.lab.setFaults([{ on: 'GetSnapshotBlock', kind, times: 2 }]);

      const { unread } = await readAll(await bench.open({ patience: { answerMs: 200 } }));

      expect(unread).toEqual([]);
      const spoiled = () => bench.lab.calls().filter(({ outcome }) => outcome === kind);
      // The lab enters an answer when it has ended it, which may be after the reader gave it up.
      await expect.poll(() => spoiled().length).toBe(2);
    },
  );

  it('lists on through throttling and errors, also at the opening', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    bench.lab.setFaults([
      { on: 'ListSnapshotBlocks', kind: 'throttle', times: 3 },
      { on: 'ListSnapshotBlocks', kind: 'internal-error', times: 3 },
    ]);

    expect((await readAll(await bench.open())).blocks).toEqual(BLOCKS);
  });
});

describe('when a block is never what its checksum says', () => {
  it.each<EbsFaultKind>(['wrong-checksum', 'wrong-data'])(
    'says that it could not be read, and passes no byte of it (%s)',
    async (kind) => {
      bench = await EbsBench.start({ first: BLOCKS });
      bench.lab.setFaults([{ on: 'GetSnapshotBlock', kind, blocks: [2, 41] }]);

      const { unread } = await readAll(await bench.open({ patience: { attempts: 3 } }));

      expect(unread).toEqual([
        [2 * BLOCK_SIZE, BLOCK_SIZE],
        [41 * BLOCK_SIZE, BLOCK_SIZE],
      ]);
    },
  );

  it('gives up a single block that always fails, while others come', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    bench.lab.setFaults([{ on: 'GetSnapshotBlock', kind: 'internal-error', blocks: [1] }]);

    const source = await bench.open({ patience: { attempts: 4 } });
    await source.read(7, new Uint8Array(BLOCK_SIZE));

    const { unread } = await readAll(source);

    expect(unread).toEqual([[BLOCK_SIZE, BLOCK_SIZE]]);
  });

  it('says the digests of the blocks that came, and none of the one that did not: its zeros have another', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    bench.lab.setFaults([{ on: 'GetSnapshotBlock', kind: 'internal-error', blocks: [1] }]);
    const source = await bench.open({ patience: { attempts: 4 } });
    const into = new Uint8Array(2 * BLOCK_SIZE);
    const known = new Uint8Array(64);

    await source.read(0, into, known);

    expect(Buffer.from(known.subarray(0, 32))).toEqual(
      hash('sha256', into.subarray(0, BLOCK_SIZE), 'buffer'),
    );
    expect(known.subarray(32).every((byte) => byte === 0)).toBe(true);
  });
});

describe('when the API is down or refuses', () => {
  it.each<[EbsFaultKind, string]>([
    ['internal-error', 'source.device-error'],
    ['throttle', 'source.device-error'],
    ['access-denied', 'source.device-error'],
    ['expired-credentials', 'source.device-error'],
  ])('fails as a whole at %s, so that a later attempt reads the rest', async (kind, code) => {
    bench = await EbsBench.start({ first: BLOCKS });
    const source = await bench.open({ patience: { attempts: 3, throttledMs: 100 } });
    bench.lab.setFaults([{ on: 'GetSnapshotBlock', kind }]);

    await expect(source.read(0, new Uint8Array(BLOCK_SIZE))).rejects.toMatchObject({
      code,
      retryable: true,
    });
  });

  it('takes no block for unreadable because the API went down while it was read', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    const source = await bench.open({ patience: { attempts: 4 } });
    await source.read(0, new Uint8Array(4 * BLOCK_SIZE));
    bench.lab.setFaults([{ on: 'GetSnapshotBlock', kind: 'internal-error' }]);

    expect(await codeOf(source.read(7, new Uint8Array(BLOCK_SIZE)))).toBe('source.device-error');
  });

  it('takes no block for unreadable because the shared rate is unknown', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    const down = new PortError('queue.unavailable', 'Redis is gone', { retryable: true });
    let lost = false;
    const blocks = { take: () => (lost ? Promise.reject(down) : Promise.resolve()) };
    const rates = { blocks, listings: { take: () => Promise.resolve() } };
    const source = await bench.open({ rates, patience: { attempts: 3 } });
    await source.read(0, new Uint8Array(BLOCK_SIZE));
    lost = true;

    await expect(source.read(7, new Uint8Array(BLOCK_SIZE))).rejects.toBe(down);
  });

  it('F-05 does not take an empty list for an empty disk', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    const source = await bench.open();
    bench.lab.setFaults([{ on: 'ListSnapshotBlocks', kind: 'empty-list', times: 1 }]);

    await expect(readAll(source)).rejects.toMatchObject({
      code: 'source.device-error',
      retryable: true,
    });
  });

  it('goes on behind an empty page that is not the last', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    const source = await bench.open();
    bench.lab.setFaults([{ on: 'ListSnapshotBlocks', kind: 'empty-page', times: 1 }]);

    expect((await readAll(source)).blocks).toEqual(BLOCKS);
  });

  it('says that there is no such snapshot, or none that can be read yet', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    const unready = { ...HOME, image: `${bench.folder}/first.raw`, state: 'error' } as const;
    await bench.lab.addSnapshot({ ...unready, id: 'snap-00000001' });

    expect(await codeOf(bench.open({}, 'ebs:snap-ffffffff'))).toBe('source.not-found');
    expect(await codeOf(bench.open({}, 'ebs:snap-00000001'))).toBe('source.unsupported');
    expect(await codeOf(bench.open({}, 'ebs:vol-00000001'))).toBe('source.unsupported');
  });

  it('notices at the end that the snapshot is gone', async () => {
    bench = await EbsBench.start({ first: BLOCKS });
    const source = await bench.open();
    bench.lab.removeSnapshot(HOME.region, 'snap-0123456789abcdef0');

    expect(await codeOf(source.confirm())).toBe('source.not-found');
  });
});

describe('F-53 when reading takes longer than what it is allowed by lives', () => {
  it('lists a page again whose block tokens are out of date', async () => {
    let now = Date.now();
    bench = await EbsBench.start({ first: BLOCKS }, { now: () => now, blockTokenMs: 3_600_000 });
    const source = await bench.open();
    const into = new Uint8Array(BLOCK_SIZE);
    await source.read(0, into);
    now += 3_700_000;

    expect(await source.read(8, into)).toEqual([]);

    expect(noiseOf(8).equals(into)).toBe(true);
    expect(bench.lab.calls().some(({ outcome }) => outcome === 'ValidationException')).toBe(true);
  });

  it('goes on with the credentials that the factory gives when the first have ended', async () => {
    let now = Date.now();
    bench = await EbsBench.start({ first: BLOCKS }, { now: () => now });
    const { account } = HOME;
    const { lab } = bench;
    const clientOf = (accessKeyId: string) => {
      lab.setKey(accessKeyId, { account, expiresAt: now + 3_600_000 });
      const credentials = { accessKeyId, secretAccessKey: 'lab', sessionToken: 'lab' };
      return ebsClient({ region: HOME.region, credentials, endpoint: lab.url });
    };
    let current = clientOf('ASIAFIRST');
    let asked = 0;
    const source = await bench.open({
      clients: () => {
        asked += 1;
        if (asked === 8) current = clientOf('ASIASECOND');
        return current;
      },
    });
    await source.read(0, new Uint8Array(BLOCK_SIZE));
    now += 3_700_000;

    expect((await readAll(source)).unread).toEqual([]);

    const calls = lab.calls();
    expect(calls.some(({ outcome }) => outcome === 'ExpiredTokenException')).toBe(true);
    expect(calls.at(-1)?.accessKey).toBe('ASIASECOND');
  });
});

describe('when the quotas are the documented ones', () => {
  it('keeps to the shared rate, so that it is hardly throttled by its own doing', async () => {
    const many = Array.from({ length: 200 }, (_, n) => n);
    const quotas = { blocksPerSnapshot: 100, blocksPerAccount: 100, listings: 50 };
    bench = await EbsBench.start({ first: many, second: new Map() }, { quotas });

    const rates = {
      blocks: inProcessRateLimit({ perSecond: 95 }),
      listings: inProcessRateLimit({ perSecond: 45 }),
    };

    const { unread } = await readAll(await bench.open({ rates }));

    expect(unread).toEqual([]);
    // All 200 at once would have at least 100 refused, and their repetitions too. Some may still be on a busy machine,
    // where requests that were let through one by one arrive together.
    expect(bench.lab.calls().filter(({ status }) => status !== 200).length).toBeLessThan(60);
  });
});

describe('when two snapshots of one volume are compared', () => {
  it('DSK-3 names the blocks that were changed, added and emptied, and no others', async () => {
    const second = new Map(BLOCKS.map((block) => [block, noiseOf(block)]));
    second.set(1, noiseOf(99)).set(50, noiseOf(50)).delete(8);
    bench = await EbsBench.start({ first: BLOCKS, second });

    const runs: BlockRange[] = [];
    const since = { format: 'ebs-snapshot', snapshot: 'snap-0123456789abcdef0', ...HOME };
    for await (const run of bench.sources().changes(ebsSource(`ebs:${SECOND}`), since))
      runs.push(run);

    expect(runs).toEqual([
      [1, 1],
      [8, 1],
      [50, 1],
    ]);
  });
});
