import { describe, expect, it } from 'vitest';

import {
  KEY,
  BLOCK,
  DISK,
  verdictOn,
  found,
  stored,
  objectPath,
} from '../../tests/support/one-item.ts';
import { readerOf, rebag, sha256 } from '../../tests/support/bundle.ts';
import { CaseWriter, logFiles } from '../../tests/support/case-writer.ts';
import { exported, granted, opened } from '../../tests/support/drafts.ts';
import { blockFile, sealItem } from '../../tests/support/items.ts';
import type { Bundle } from '../../tests/support/bundle.ts';
import { verifyBundle } from '../index.ts';
import { digestsOf } from './blocks.ts';

describe('when blocks are compared', () => {
  const path = 'data/blocks/E-0001.blocks';
  const digests = blockFile('E-0001', DISK);

  it('names the blocks that are not as sealed', async () => {
    const other = Buffer.concat([
      Buffer.alloc(BLOCK, 1),
      Buffer.alloc(BLOCK, 2),
      Buffer.from('tail'),
    ]);

    expect(
      found(
        await verdictOn(
          { blocks: true, manifest: { stored: [stored(other)] } },
          { files: [[objectPath(other), other]] },
        ),
      ),
    ).toContain('item.block-altered: blocks 0-1 not with the digest that was sealed');
  });

  it('takes content that ends with a whole block', async () => {
    const verdict = await verdictOn({ blocks: true, parts: [DISK.subarray(0, 2 * BLOCK)] });

    expect(found(verdict)).toEqual([]);
  });

  it('reads digests however the file is cut', async () => {
    const file = Buffer.concat([sha256('a'), sha256('b')].map((hex) => Buffer.from(hex, 'hex')));
    async function* torn(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < 70; at += 7)
        yield await Promise.resolve(Buffer.concat([file, Buffer.alloc(6)]).subarray(at, at + 7));
    }
    const digests: string[] = [];
    for await (const digest of digestsOf(torn())) digests.push(Buffer.from(digest).toString('hex'));

    expect(digests).toEqual([sha256('a'), sha256('b'), '000000000000']);
  });

  it('refuses a root that is not that of the digests', async () => {
    const blocks = { ...digests.facts, root: 'ab'.repeat(32) };

    expect(found(await verdictOn({ blocks: true, manifest: { blocks } }))).toEqual([
      'item.blocks-altered: its digest file has another count or root than the manifest says',
    ]);
  });

  it('C8 accepts absent blocks that are zeros, also a short last one', async () => {
    const zeros = Buffer.alloc(2 * BLOCK + 5);

    expect(
      found(
        await verdictOn({
          blocks: true,
          parts: [zeros],
          manifest: {
            absent: [
              [0, 1],
              [1, 2],
            ],
          },
        }),
      ),
    ).toEqual([]);
    expect(found(await verdictOn({ blocks: true, manifest: { absent: [[0, 1]] } }))).toEqual([]);
  });

  it('refuses absent blocks that hold something', async () => {
    expect(found(await verdictOn({ blocks: true, manifest: { absent: [[0, 2]] } }))).toEqual([
      'item.absent: block 1 is said to be absent, and its digest is not that of zeros',
    ]);
  });

  it('tells that the digest file cannot be read', async () => {
    const reader = (bundle: Bundle) => ({
      ...readerOf(bundle),
      open: (one: string) => (one === path ? failing() : readerOf(bundle).open(one)),
    });
    const writer = new CaseWriter().add(opened, granted);
    const sealed = sealItem(writer, {
      item: 'E-0001',
      kind: 'disk',
      format: 'raw',
      parts: [DISK],
      blocks: true,
    });
    writer.add(exported()).checkpoint([KEY], false);

    const verdict = await verifyBundle(
      reader(rebag(new Map([...logFiles(writer, [KEY]), ...sealed.files]))),
    );

    expect(found(verdict)).toContain('bag.file-unreadable: the file cannot be read to its end');
    expect(verdict.checked.items).toEqual({ byBytes: [], byManifest: [] });
  });
});

async function* failing(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from('x'));
  throw new Error('EIO');
}
