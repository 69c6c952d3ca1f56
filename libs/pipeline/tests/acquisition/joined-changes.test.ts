import { describe, expect, it } from 'vitest';
import type { BlockRange } from '@afo/domain';
import { BLOCK_SIZE, caseIdSchema, evidenceId, isEntry, sha256Schema } from '@afo/domain';
import { PortError } from '@afo/ports';
import { CaseBook } from '../../src/case/case-book.ts';
import { verify } from './disks.ts';
import { digest, failureIn } from './stand.ts';
import {
  before,
  FIRST,
  LAST_BYTES,
  newCase,
  now,
  plan,
  SECOND,
  snapshot,
  Stage,
  tamper,
  withFirst,
} from './two-states.ts';

describe('when a disk is acquired a second time by what changed', () => {
  it('DSK-3 seals the whole image of a full reading, and reads the changed blocks alone', async () => {
    const stage = await withFirst();

    await stage.again();

    const manifest = await stage.manifest();
    expect(manifest.content.sha256).toBe(digest('sha256', now.disk));
    expect(await verify(stage.ports.vault, manifest)).toMatchObject({ result: 'match' });
    // Block 5 changed too, to nothing that the disk holds.
    expect(stage.reads).toEqual([1, 4]);
    expect(manifest).toMatchObject({
      parents: [FIRST],
      absent: [[5, 2]],
      completeness: { missing: [] },
    });
    expect(manifest.source.facts).toMatchObject({
      snapshot: 'snap-00000002',
      'since.case': stage.first,
      'since.item': FIRST,
      'since.sha256': digest('sha256', before.disk),
      'since.bytesFromSource': 2 * BLOCK_SIZE,
      'since.bytesFromItem': 3 * BLOCK_SIZE + LAST_BYTES,
    });
  });

  it('enters that the earlier item was read, before it is', async () => {
    const stage = await withFirst();
    const types = async () => (await stage.entries()).map(({ type }) => type);

    await stage.again();

    const log = await types();
    expect(log.indexOf('evidence.read')).toBeGreaterThan(log.indexOf('evidence.sealed'));
    expect(log.indexOf('evidence.read')).toBeLessThan(log.lastIndexOf('evidence.acquired'));
  });

  it('enters the reading in the other case where that holds the item, and derives from no stranger', async () => {
    const stage = await withFirst();
    const second = await newCase(stage.ports, 'web-02');
    await plan(stage.ports, second, { case: stage.first, item: FIRST });

    await stage.acquire({ case: second, item: SECOND });

    const manifest = await stage.manifest(second);
    expect(manifest.content.sha256).toBe(digest('sha256', now.disk));
    expect(manifest.parents).toBeUndefined();
    expect(manifest.source.facts).toMatchObject({ 'since.case': stage.first });
    const read = (await stage.entries()).find((entry) => isEntry(entry, 'evidence.read'));
    expect(read?.body.item).toBe(FIRST);
    expect(read?.body.purpose).toContain(second);
    expect((await stage.entries()).at(-1)?.type).toBe('checkpoint.signed');
  });

  it('goes on after a crash, and comes to the same image and the same counts', async () => {
    const stage = await withFirst();
    const create = stage.ports.vault.create.bind(stage.ports.vault);
    stage.ports.vault.create = async (address) => {
      if (address.name === 'manifest.json')
        throw new PortError('vault.unavailable', 'killed', { retryable: true });
      return await create(address);
    };
    await stage.again();
    stage.ports.vault.create = create;
    const read = [...stage.reads];

    await stage.acquire({ case: stage.first, item: SECOND }, 2);

    const { content, source } = await stage.manifest();
    expect(content.sha256).toBe(digest('sha256', now.disk));
    expect(source.facts).toMatchObject({ 'since.bytesFromSource': 2 * BLOCK_SIZE });
    expect(stage.reads).toEqual(read);
  });

  it('tells a changed block that cannot be read as missing, and never takes the old one for it', async () => {
    const stage = await withFirst();
    const open = stage.ports.disks.open.bind(stage.ports.disks);
    stage.ports.disks.open = (source) =>
      source.uris[0]?.endsWith('disk-2') === true
        ? Promise.resolve(snapshot(now, { faults: { damaged: new Map([[4, Infinity]]) } }))
        : open(source);

    await stage.again();

    expect((await stage.manifest()).completeness.missing).toEqual([[4 * BLOCK_SIZE, BLOCK_SIZE]]);
  });
});

describe('when the earlier item does not fit', () => {
  it.each([
    ['case.not-found', caseIdSchema.parse('0193a1b2-0000-7000-8000-000000000009'), FIRST],
    ['evidence.unknown-item', undefined, evidenceId(9)],
    ['evidence.unknown-item', undefined, SECOND],
  ])('fails with %s where it is not there, and reads nothing', async (code, other, item) => {
    const stage = await withFirst();

    const failure = await stage.refusal({ case: other ?? stage.first, item });

    expect(failure).toMatchObject({ code, final: true });
  });

  it('refuses one of which nothing was sealed', async () => {
    const stage = await Stage.set();
    const book = await CaseBook.open(stage.ports, stage.first);
    const sha256 = sha256Schema.parse(digest('sha256'));
    const body = { item: FIRST, kind: 'disk', title: 'x', bytes: 1, sha256 } as const;
    const more = { expectedBytes: 1, missingBytes: 0, objects: 1 };
    await book.append(() => [{ type: 'evidence.acquired', body: { ...body, ...more } }]);

    expect(await stage.refusal()).toMatchObject({ code: 'evidence.not-sealed', final: true });
  });

  it.each([
    ['was never verified', 'none'],
    ['was last found to be damaged', 'mismatch'],
  ])('refuses one that %s', async (_, result) => {
    const stage = await Stage.set();
    const read = stage.ports.vault.read.bind(stage.ports.vault);
    stage.ports.vault.read = () => {
      throw new PortError('vault.unavailable', 'may write and not read');
    };
    await plan(stage.ports, stage.first, { case: stage.first, item: FIRST });
    await stage.acquire({ case: stage.first, item: FIRST });
    stage.ports.vault.read = read;
    const book = await CaseBook.open(stage.ports, stage.first);
    const body = { item: FIRST, occasion: 'scheduled', bytes: 0, result: 'mismatch' } as const;
    if (result === 'mismatch')
      await book.append(() => [{ type: 'evidence.verified', body: { ...body, detail: 'x' } }]);

    expect(await stage.refusal()).toMatchObject({ code: 'evidence.not-verified', final: true });
  });

  it('refuses one that was not acquired whole', async () => {
    const stage = await withFirst({ earlier: { faults: { damaged: new Map([[2, Infinity]]) } } });

    expect(await stage.refusal()).toMatchObject({ code: 'evidence.unfit', final: true });
  });

  it('refuses a disk of another size', async () => {
    const larger = new Uint8Array(now.disk.byteLength + BLOCK_SIZE);
    larger.set(now.disk);
    const stage = await withFirst({ later: { disk: larger } });

    expect(await stage.refusal()).toMatchObject({ code: 'evidence.unfit', final: true });
  });

  it('refuses where nothing tells what changed, instead of reading all in silence', async () => {
    const stage = await withFirst({ refuses: 'none' });

    expect(await stage.refusal()).toMatchObject({ code: 'evidence.unfit', final: true });
  });

  it('fails as the source does that sees no common origin', async () => {
    const refuses = new PortError('source.unsupported', 'not of one volume');
    const stage = await withFirst({ refuses });

    expect(await stage.refusal()).toMatchObject({ code: 'source.unsupported', final: true });
  });

  it.each([
    [
      'out of order',
      [
        [4, 2],
        [1, 1],
      ],
      'source.device-error',
    ],
    ['behind the end', [[7, 2]], 'source.device-error'],
    [
      'without one that is gone',
      [
        [1, 1],
        [4, 1],
      ],
      'evidence.unfit',
    ],
  ] satisfies [string, BlockRange[], string][])(
    'refuses a list of changes %s, which would make a wrong image',
    async (_, changes, code) => {
      const stage = await withFirst({ changes });

      expect(await stage.refusal()).toMatchObject({ code, final: true });
    },
  );
});

describe('when the earlier item is damaged after it was verified', () => {
  it.each([
    ['a frame', 'image.00000', () => 40],
    ['the seek table', 'image.00000', (bytes: number) => bytes - 9 - 8 * 6],
    ['the digests of its blocks', 'blocks.sha256', () => 65],
  ])('fails at %s, and never makes an image of it', async (_, name, at) => {
    const stage = await withFirst();
    tamper(stage, name, at);

    await stage.again();

    await expect(stage.manifest()).rejects.toThrow('not sealed');
    expect(failureIn(await stage.entries())).toMatchObject({
      code: 'evidence.digest-mismatch',
      final: true,
    });
  });
});
