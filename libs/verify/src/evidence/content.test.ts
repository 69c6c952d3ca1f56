import { describe, expect, it } from 'vitest';

import {
  BLOCK,
  DISK,
  verdictOn,
  found,
  content,
  stored,
  objectPath,
} from '../../tests/support/one-item.ts';
import { vaultKey } from '../../tests/support/items.ts';
import { seekable, seekTable } from '../../tests/support/zstd.ts';
import type { ItemPlan } from '../../tests/support/items.ts';
import type { VerifyOptions } from '../index.ts';

describe('when content is read', () => {
  it.each<[string, Partial<ItemPlan>]>([
    ['raw', {}],
    ['zstd', { format: 'zstd' }],
    [
      'zstd in parts',
      {
        format: 'zstd-seekable',
        blocks: true,
        parts: [DISK.subarray(0, BLOCK), DISK.subarray(BLOCK)],
      },
    ],
    ['parts in another order', { parts: [Buffer.from('one'), Buffer.from('two')] }],
    ['with SHA-512', { manifest: { content: content(DISK, { sha512: '31d6cfe0' }) } }],
  ])('C8 proves %s, and says by what', async (name, plan) => {
    const sha512 = (await import('node:crypto')).createHash('sha512').update(DISK).digest('hex');
    const manifest =
      name === 'with SHA-512' ? { content: content(DISK, { sha512 }) } : (plan.manifest ?? {});

    const verdict = await verdictOn({ ...plan, manifest });

    expect(found(verdict)).toEqual([]);
    expect(verdict.checked.items).toEqual({ byBytes: ['E-0001'], byManifest: [] });
  });

  it('takes objects without part numbers in the order of the list', async () => {
    const [one, two] = [Buffer.from('one'), Buffer.from('two')];
    const objects = [one, two].map((bytes, index) =>
      stored(bytes, { key: vaultKey('E-0001', bytes, `part-${String(index)}`) }),
    );

    expect(found(await verdictOn({ parts: [one, two], manifest: { stored: objects } }))).toEqual(
      [],
    );
  });

  it('C17 refuses content whose SHA-512 is another', async () => {
    const verdict = await verdictOn({
      manifest: { content: content(DISK, { sha512: 'ab'.repeat(64) }) },
    });

    expect(found(verdict)).toEqual([
      'item.content-altered: its objects give other bytes by SHA-512 than were seized',
    ]);
  });

  it('F-04 refuses stored bytes that decode to something else than was seized', async () => {
    const other = Buffer.from(DISK).fill(1, 0, 10);

    expect(
      found(
        await verdictOn(
          { manifest: { stored: [stored(other)] } },
          { files: [[objectPath(other), other]] },
        ),
      ),
    ).toContain('item.content-altered: its objects give other bytes than were seized');
  });

  it('F-72 stops as soon as more comes out than was seized', async () => {
    const bomb = seekable([Buffer.alloc(64 * BLOCK)]);
    const object = stored(bomb, { format: 'zstd-seekable' });

    expect(
      found(
        await verdictOn({ manifest: { stored: [object] } }, { files: [[objectPath(bomb), bomb]] }),
      ),
    ).toContain(
      'item.content-undecodable: its objects cannot be decoded: they give more than 1048580 bytes',
    );
  });

  it('refuses a wrong seek table, and frames that tear blocks', async () => {
    const whole = seekable([DISK]);
    const wrong = Buffer.concat([whole.subarray(0, -25), seekTable([[1, 1]])]);
    const torn = seekable([DISK.subarray(0, 1000), DISK.subarray(1000)]);
    const on = (object: Buffer, blocks: boolean) =>
      verdictOn(
        { blocks, manifest: { stored: [stored(object, { format: 'zstd-seekable' })] } },
        { files: [[objectPath(object), object]] },
      );

    expect(found(await on(wrong, false)).join()).toContain('item.seek-table');
    expect(found(await on(torn, true)).join()).toContain('frame 0 does not hold whole blocks');
    expect(found(await on(torn, false)).join()).not.toContain('item.seek-table');
  });

  it('says what could not be decoded without a decoder, and is then not whole', async () => {
    const verdict = await verdictOn(
      { format: 'zstd' },
      { options: { decode: undefined } as unknown as VerifyOptions },
    );

    expect(verdict).toMatchObject({
      status: 'incomplete',
      exitCode: 3,
      faults: [],
      missing: [
        { place: 'item E-0001', message: 'its objects were not decoded: there was no decoder' },
      ],
    });
    expect(verdict.checked.items).toEqual({ byBytes: [], byManifest: ['E-0001'] });
  });

  it('needs no decoder for what is kept as it is', async () => {
    const verdict = await verdictOn(
      {},
      { options: { decode: undefined } as unknown as VerifyOptions },
    );

    expect(verdict.status).toBe('proven');
  });
});
