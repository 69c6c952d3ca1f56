import {
  mkdir,
  mkdtemp,
  open as openFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '@afo/domain';
import type { ContentSource } from '@afo/ports';
import { readAll, run, sampleDisk, sourceOf, writeSparse } from '../../../tests/support/images.ts';
import { LocalDiskSources } from '../disk-sources.ts';

const DISK = sampleDisk(9 * BLOCK_SIZE + 4096);
const sources = new LocalDiskSources();
let folder: string;
const opened: ContentSource[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-qcow2-'));
  await writeSparse(at('disk.raw'), DISK);
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

async function open(name: string): Promise<ContentSource> {
  const source = await sources.open(sourceOf(at(name)));
  opened.push(source);
  return source;
}

const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code,
  );

/** Overwrites bytes of a file. */
async function patch(name: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await openFile(at(name), 'r+');
  await file.write(bytes, 0, bytes.byteLength, offset);
  await file.close();
}

const big = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
};

async function convert(name: string, ...options: readonly string[]): Promise<void> {
  await run(
    'qemu-img',
    'convert',
    '-f',
    'raw',
    '-O',
    'qcow2',
    ...options,
    at('disk.raw'),
    at(name),
  );
}

describe('when the disk is a qcow2 image', () => {
  it.each([
    ['version 2', ['-o', 'compat=0.10']],
    ['version 3', ['-o', 'compat=1.1']],
    ['the smallest clusters', ['-o', 'cluster_size=512']],
    ['the largest clusters', ['-o', 'cluster_size=2M']],
    ['clusters compressed by deflate', ['-c']],
    ['clusters compressed by deflate, in version 2', ['-c', '-o', 'compat=0.10']],
    ['clusters compressed by zstd', ['-c', '-o', 'compression_type=zstd']],
    ['small clusters compressed by zstd', ['-c', '-o', 'compression_type=zstd,cluster_size=4096']],
    ['everything allocated', ['-S', '0']],
  ])('gives the disk inside, of %s', async (_, options) => {
    await convert('disk.qcow2', ...options);
    const source = await open('disk.qcow2');

    const { disk, unread } = await readAll(source);

    expect(Buffer.compare(disk, DISK)).toBe(0);
    expect(unread).toEqual([]);
    expect(await source.describe()).toMatchObject({
      format: 'qcow2',
      bytes: DISK.byteLength,
      limits: [],
    });
  });

  it('does not read what was never written', async () => {
    await run('qemu-img', 'create', '-f', 'qcow2', at('disk.qcow2'), '1T');
    await run('qemu-io', '-c', 'write -P 7 512G 64k', at('disk.qcow2'));
    const source = await open('disk.qcow2');

    const { bytes } = await source.describe();
    let blocks = 0;
    for await (const [, count] of source.runs(0)) blocks += count;

    expect(bytes).toBe(1024 ** 4);
    expect(blocks).toBe(1);
  });

  it('puts a chain of images together: new over old, discarded over written, nothing behind a short one', async () => {
    await convert('base.qcow2');
    await run('qemu-img', 'resize', at('base.qcow2'), String(DISK.byteLength + BLOCK_SIZE));
    await run(
      'qemu-img',
      'create',
      '-f',
      'qcow2',
      '-b',
      'base.qcow2',
      '-F',
      'qcow2',
      at('middle.qcow2'),
    );
    await run('qemu-io', '-c', 'write -P 1 1M 300k', '-c', 'write -z 2M 128k', at('middle.qcow2'));
    await run(
      'qemu-img',
      'create',
      '-f',
      'qcow2',
      '-b',
      'middle.qcow2',
      '-F',
      'qcow2',
      at('top.qcow2'),
      '8M',
    );
    await run('qemu-io', '-c', 'write -P 2 1100k 64k', '-c', 'write -P 3 7M 64k', at('top.qcow2'));
    await run('qemu-img', 'convert', '-O', 'raw', at('top.qcow2'), at('expected.raw'));

    const { disk } = await readAll(await open('top.qcow2'));
    const { disk: expected } = await readAll(await open('expected.raw'));

    expect(Buffer.compare(disk, expected)).toBe(0);
  });

  it('stands on a raw image, and reads only what that holds', async () => {
    await run(
      'qemu-img',
      'create',
      '-f',
      'qcow2',
      '-b',
      'disk.raw',
      '-F',
      'raw',
      at('top.qcow2'),
      '1G',
    );
    await run('qemu-io', '-c', 'write -P 9 900M 64k', at('top.qcow2'));
    const source = await open('top.qcow2');

    const { disk, blocksRead } = await readAll(source);

    expect(Buffer.compare(disk.subarray(0, DISK.byteLength), DISK)).toBe(0);
    expect(disk[900 * 1024 * 1024]).toBe(9);
    expect(blocksRead).toBeLessThan(13);
    expect(await source.describe()).toMatchObject({ facts: { backingFiles: 1 } });
  });

  it('says that internal snapshots are there and not acquired', async () => {
    await convert('disk.qcow2');
    await run('qemu-img', 'snapshot', '-c', 'before', at('disk.qcow2'));

    const { facts, limits } = await (await open('disk.qcow2')).describe();

    expect(facts).toMatchObject({ internalSnapshots: 1 });
    expect(limits.join()).toContain('internal snapshots');
  });
});

describe('when a qcow2 image is hostile', () => {
  async function onBacking(name: string, format = 'raw'): Promise<unknown> {
    await run(
      'qemu-img',
      'create',
      '-u',
      '-f',
      'qcow2',
      '-b',
      name,
      '-F',
      format,
      at('top.qcow2'),
      '1M',
    );
    return code(open('top.qcow2'));
  }

  it('reads no file outside the folder of the image, by no way', async () => {
    await mkdir(at('in'));
    await symlink('/etc', at('in/link'));
    await writeFile(at('secret'), 'secret');
    await run(
      'qemu-img',
      'create',
      '-u',
      '-f',
      'qcow2',
      '-b',
      '../secret',
      '-F',
      'raw',
      at('in/up.qcow2'),
      '1M',
    );
    await run(
      'qemu-img',
      'create',
      '-u',
      '-f',
      'qcow2',
      '-b',
      'link/passwd',
      '-F',
      'raw',
      at('in/link.qcow2'),
      '1M',
    );

    expect(await onBacking('/etc/shadow')).toBe('source.unsupported');
    expect(await code(open('in/up.qcow2'))).toBe('source.unsupported');
    expect(await code(open('in/link.qcow2'))).toBe('source.unsupported');
  });

  it.each([
    'nbd://127.0.0.1:1/x',
    'json:{"driver":"file","filename":"/etc/shadow"}',
    'file:/etc/shadow',
    'ssh://h/x',
  ])('follows no address: %s', async (name) => {
    expect(await onBacking(name)).toBe('source.unsupported');
  });

  it('does not go round in a circle of images', async () => {
    await run(
      'qemu-img',
      'create',
      '-u',
      '-f',
      'qcow2',
      '-b',
      'b.qcow2',
      '-F',
      'qcow2',
      at('a.qcow2'),
      '1M',
    );
    await run(
      'qemu-img',
      'create',
      '-u',
      '-f',
      'qcow2',
      '-b',
      'a.qcow2',
      '-F',
      'qcow2',
      at('b.qcow2'),
      '1M',
    );

    expect(await code(open('a.qcow2'))).toBe('source.unsupported');
  });

  it('F-72 does not believe a size that has no room, or that nothing could have', async () => {
    await convert('disk.qcow2');
    await patch('disk.qcow2', 24, big(1n << 60n));
    const huge = await code(open('disk.qcow2'));
    await patch('disk.qcow2', 24, big(1n << 44n));
    const noRoom = await code(open('disk.qcow2'));

    expect(huge).toBe('source.impossible-size');
    expect(noRoom).toBe('source.impossible-size');
  });

  it('F-72 takes no map into memory that a sparse file pretends to hold', async () => {
    await convert('disk.qcow2', '-o', 'cluster_size=512');
    await truncate(at('disk.qcow2'), 2 ** 33);
    await patch('disk.qcow2', 24, big(1n << 43n));
    await patch('disk.qcow2', 36, Buffer.from([0x10, 0, 0, 0]));

    expect(await code(open('disk.qcow2'))).toBe('source.impossible-size');
  });

  it.each([
    ['encryption', { at: 32, bytes: Buffer.from([0, 0, 0, 1]), code: 'source.unsupported' }],
    ['an external data file', { at: 72, bytes: big(4n), code: 'source.unsupported' }],
    ['features of the future', { at: 72, bytes: big(1n << 40n), code: 'source.unsupported' }],
    ['the mark of corruption', { at: 72, bytes: big(2n), code: 'source.device-error' }],
    [
      'a version of the future',
      { at: 4, bytes: Buffer.from([0, 0, 0, 4]), code: 'source.unsupported' },
    ],
    [
      'clusters of an impossible size',
      { at: 20, bytes: Buffer.from([0, 0, 0, 40]), code: 'source.device-error' },
    ],
    ['a table behind its end', { at: 40, bytes: big(1n << 50n), code: 'source.impossible-size' }],
  ])('refuses %s', async (_, { at: offset, bytes, code: expected }) => {
    await convert('disk.qcow2');
    await patch('disk.qcow2', offset, bytes);

    expect(await code(open('disk.qcow2'))).toBe(expected);
  });

  it('keeps what can be read when clusters are gone, and lists the others', async () => {
    await convert('disk.qcow2');
    const whole = await readAll(await open('disk.qcow2'));
    await truncate(at('disk.qcow2'), 2 * 1024 * 1024);
    const { disk, unread } = await readAll(await open('disk.qcow2'));

    expect(unread.length).toBeGreaterThan(0);
    for (const [offset, length] of unread) {
      expect(disk.subarray(offset, offset + length).every((byte) => byte === 0)).toBe(true);
      disk.copy(whole.disk, offset, offset, offset + length);
    }
    expect(Buffer.compare(disk, whole.disk)).toBe(0);
  });

  it('keeps what can be read when a compressed cluster is damaged', async () => {
    const text = Buffer.from(
      Array.from({ length: 40_000 }, (_, n) => `line ${String(n)}\n`).join(''),
    );
    await writeFile(at('text.raw'), Buffer.concat([text, Buffer.alloc(1_000_000)], 1_000_448));
    await run(
      'qemu-img',
      'convert',
      '-f',
      'raw',
      '-O',
      'qcow2',
      '-c',
      at('text.raw'),
      at('disk.qcow2'),
    );
    const { disk: whole } = await readAll(await open('disk.qcow2'));
    const { size } = await stat(at('disk.qcow2'));
    await patch('disk.qcow2', size - 4000, Buffer.alloc(3000, 0xff));

    const { disk, unread } = await readAll(await open('disk.qcow2'));

    expect(unread.length).toBeGreaterThan(0);
    for (const [offset, length] of unread) whole.copy(disk, offset, offset, offset + length);
    expect(Buffer.compare(disk, whole)).toBe(0);
  });
});
