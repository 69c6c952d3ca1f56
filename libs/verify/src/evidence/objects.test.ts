import { describe, expect, it } from 'vitest';

import { DISK, verdictOn, found, noted, objectPath } from '../../tests/support/one-item.ts';
import { sha256 } from '../../tests/support/bundle.ts';
import { blockFile } from '../../tests/support/items.ts';

describe('when evidence stays in the vault', () => {
  const [path, blocksPath] = [objectPath(DISK), 'data/blocks/E-0001.blocks'];
  const fetched = { path, bytes: DISK.length, sha256: sha256(DISK) };

  it('says what is missing, and proves the rest', async () => {
    const blocks = blockFile('E-0001', DISK).bytes;
    const verdict = await verdictOn(
      { blocks: true },
      {
        files: [
          [path, undefined],
          [blocksPath, undefined],
        ],
        fetch: [fetched, { path: blocksPath, bytes: blocks.length, sha256: sha256(blocks) }],
      },
    );

    expect(verdict).toMatchObject({ status: 'incomplete', exitCode: 3, faults: [] });
    expect(verdict.missing.map(({ message }) => message)).toEqual([
      `${path} is not in the bundle, and is to be fetched`,
      `${blocksPath} is not in the bundle, and is to be fetched`,
    ]);
    expect(verdict.checked.items).toEqual({ byBytes: [], byManifest: ['E-0001'] });
  });

  it('checks the block digests that are there', async () => {
    const verdict = await verdictOn(
      { blocks: true },
      { files: [[path, undefined]], fetch: [fetched] },
    );

    expect(verdict).toMatchObject({ status: 'incomplete', faults: [] });
  });

  it.each([
    ['another digest', { ...fetched, sha256: 'ab'.repeat(32) }],
    ['another length', { ...fetched, bytes: 1 }],
  ])('refuses a list with %s', async (_, one) => {
    expect(found(await verdictOn({}, { files: [[path, undefined]], fetch: [one] }))).toEqual([
      `bag.fetch: the bag lists ${path} with another digest or length than the manifest`,
    ]);
  });

  it('takes what is listed and there all the same', async () => {
    expect(await verdictOn({}, { files: [], fetch: [] })).toMatchObject({ status: 'proven' });
  });

  it('expects nothing of what was disposed of', async () => {
    const verdict = await verdictOn({}, { disposed: true, files: [[path, undefined]] });

    expect(verdict).toMatchObject({
      status: 'proven',
      checked: { items: { byBytes: [], byManifest: ['E-0001'] } },
    });
    expect(noted(verdict)).toEqual([
      'the log says that it was disposed of: its bytes are not expected',
    ]);
  });
});
