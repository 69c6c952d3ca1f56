import { beforeAll, describe, expect, it } from 'vitest';
import { memoryCodec, MemoryVault, SnapshotSource, TestClock } from '@afo/conformance/memory';
import type { Manifest } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ImageFiles } from '@afo/ports';
import { makeWorkingCopy } from '../../src/evidence/working-copy.ts';
import { acquire, makeDisk, manifestOf } from '../acquisition/disks.ts';

const DISK = makeDisk(['text', 'absent', 'noise', 'zeros', 'text'], 777);
let vault: MemoryVault;
let manifest: Manifest;

beforeAll(async () => {
  vault = new MemoryVault();
  const source = new SnapshotSource({ disk: DISK.disk, absent: (block) => DISK.absent.has(block) });
  manifest = manifestOf(await acquire({ vault, source }));
});

/** Image files in memory: what was committed has a name. */
function memoryImages() {
  const files = new Map<string, Uint8Array>();
  const aborted: string[] = [];
  const images: ImageFiles = {
    create: (path, bytes) => {
      if (files.has(path)) return Promise.reject(new PortError('image-file.exists', path));
      const file = new Uint8Array(bytes);
      return Promise.resolve({
        write: (offset, piece) => {
          file.set(piece, offset);
          return Promise.resolve();
        },
        commit: () => {
          files.set(path, file);
          return Promise.resolve();
        },
        abort: () => {
          aborted.push(path);
          return Promise.resolve();
        },
      });
    },
    digest: () => Promise.reject(new PortError('image-file.not-found', 'not here')),
    remove: () => Promise.resolve(),
  };
  return { images, files, aborted };
}

const copy = (images: ImageFiles, change: Partial<Manifest> = {}) =>
  makeWorkingCopy({
    ports: { vault, codec: memoryCodec(), images, clock: new TestClock() },
    manifest: { ...manifest, ...change },
    path: '/work/E-0001.raw',
    signal: new AbortController().signal,
  });

describe('when a working copy is made', () => {
  it('has the bytes as seized', async () => {
    const { images, files } = memoryImages();

    const made = await copy(images);

    expect(made).toEqual({ path: '/work/E-0001.raw', ...manifest.content });
    expect(Buffer.compare(files.get(made.path) ?? new Uint8Array(), DISK.disk)).toBe(0);
  });

  it('gives nobody a copy of evidence that is not what was sealed', async () => {
    const { images, files, aborted } = memoryImages();
    const forged = { content: { ...manifest.content, bytes: manifest.content.bytes - 1 } };

    await expect(copy(images, forged)).rejects.toMatchObject({ code: 'evidence.digest-mismatch' });

    expect(files.size).toBe(0);
    expect(aborted).toEqual(['/work/E-0001.raw']);
  });
});
