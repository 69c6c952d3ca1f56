import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageFilesConformance } from '@afo/conformance';
import { LocalImageFiles } from './local-image-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-images-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('images in a folder', () => {
  imageFilesConformance(() => Promise.resolve({ images: new LocalImageFiles(), folder }));

  it('takes no room for zeros, and lets nobody write to what is done', async () => {
    const path = join(folder, 'image.raw');
    const writer = await new LocalImageFiles().create(path, 1024 ** 3);
    const piece = Buffer.alloc(2 * 1024 * 1024);
    piece.write('a few bytes', 1_500_000);
    await writer.write(512 * 1024 * 1024, piece);

    await writer.commit();

    const { blocks, mode, size } = await stat(path);
    expect(size).toBe(1024 ** 3);
    expect(blocks * 512).toBeLessThan(200_000);
    expect(mode & 0o777).toBe(0o400);
  });

  it('leaves nothing of an image that was given up', async () => {
    const writer = await new LocalImageFiles().create(join(folder, 'image.raw'), 100);
    await writer.abort();

    expect(await readdir(folder)).toEqual([]);
  });

  it('says so when the folder cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');

    await expect(
      new LocalImageFiles().create(join(folder, 'file/image.raw'), 1),
    ).rejects.toMatchObject({
      code: 'image-file.unwritable',
    });
  });
});
