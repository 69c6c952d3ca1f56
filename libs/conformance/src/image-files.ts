import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImageFiles } from '@afo/ports';

const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What every ImageFiles keeps (libs/ports/src/image-files.ts). `make` gives a fresh, empty folder with it. */
export function imageFilesConformance(
  make: () => Promise<{ readonly images: ImageFiles; readonly folder: string }>,
): void {
  let images: ImageFiles;
  let path: string;

  beforeEach(async () => {
    const made = await make();
    images = made.images;
    path = `${made.folder}/deep/er/image.raw`;
  });

  it('has what was written, and zeros where nothing was', async () => {
    const expected = Buffer.alloc(700_001);
    expected.write('begin', 0);
    expected.fill('middle', 300_000, 400_000);
    const writer = await images.create(path, expected.byteLength);
    await writer.write(300_000, expected.subarray(300_000, 400_000));
    await writer.write(0, expected.subarray(0, 5));
    await writer.write(500_000, new Uint8Array(100_000));

    await writer.commit();

    expect(await images.digest(path)).toEqual({
      bytes: expected.byteLength,
      sha256: sha256(expected),
    });
  });

  it('is not there before it is committed, and not after it was given up', async () => {
    const writer = await images.create(path, 10);
    await writer.write(0, Uint8Array.of(1));
    const before = await code(images.digest(path));

    await writer.abort();
    await writer.abort();

    expect(before).toBe('image-file.not-found');
    expect(await code(images.digest(path))).toBe('image-file.not-found');
  });

  it('stays when the writer is given up after its commit', async () => {
    const writer = await images.create(path, 3);
    await writer.commit();

    await writer.abort();

    expect(await images.digest(path)).toMatchObject({ bytes: 3 });
  });

  describe('when the name is taken', () => {
    it('refuses to begin', async () => {
      await (await images.create(path, 1)).commit();

      expect(await code(images.create(path, 1))).toBe('image-file.exists');
    });

    it('lets only one of two writers have it', async () => {
      const [first, second] = [await images.create(path, 1), await images.create(path, 2)];
      await first.commit();

      expect(await code(second.commit())).toBe('image-file.exists');
      await second.abort();
      expect(await images.digest(path)).toMatchObject({ bytes: 1 });
    });
  });

  it('can be removed, and removed again', async () => {
    await (await images.create(path, 1)).commit();

    await images.remove(path);
    await images.remove(path);

    expect(await code(images.digest(path))).toBe('image-file.not-found');
  });

  it('stops computing a digest when it is told to', async () => {
    await (await images.create(path, 1)).commit();

    await expect(images.digest(path, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });
}
