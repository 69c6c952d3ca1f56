import {
  mkdtemp,
  open as openFile,
  readFile,
  rm,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '@afo/domain';
import type { ContentSource } from '@afo/ports';
import { readAll, run, sampleDisk, sourceOf } from '../../../tests/support/images.ts';
import { LocalDiskSources } from '../disk-sources.ts';

const DISK = sampleDisk(9 * BLOCK_SIZE + 5 * 512);
const digest = (algorithm: string): string => createHash(algorithm).update(DISK).digest('hex');
const sources = new LocalDiskSources();
let folder: string;
const opened: ContentSource[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-ewf-'));
  await writeFile(at('disk.raw'), DISK);
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

async function open(...names: readonly string[]): Promise<ContentSource> {
  const source = await sources.open(sourceOf(...names.map(at)));
  opened.push(source);
  return source;
}

const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code,
  );

async function make(...options: readonly string[]): Promise<void> {
  await run(
    'ewfacquire',
    '-u',
    '-q',
    '-t',
    at('disk'),
    '-l',
    at('log'),
    ...options,
    at('disk.raw'),
  );
}

async function patch(name: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await openFile(at(name), 'r+');
  await file.write(bytes, 0, bytes.byteLength, offset);
  await file.close();
}

describe('when the disk is an E01', () => {
  it.each([
    ['EnCase 6, fast', 'disk.E01', ['-f', 'encase6', '-c', 'fast']],
    ['EnCase 6, best', 'disk.E01', ['-f', 'encase6', '-c', 'best']],
    ['EnCase 6, not compressed', 'disk.E01', ['-f', 'encase6', '-c', 'none']],
    ['EnCase 6, empty blocks only', 'disk.E01', ['-f', 'encase6', '-c', 'empty-block']],
    ['EnCase 7', 'disk.E01', ['-f', 'encase7']],
    ['EnCase 5', 'disk.E01', ['-f', 'encase5']],
    ['EnCase 1', 'disk.E01', ['-f', 'encase2']],
    ['FTK', 'disk.E01', ['-f', 'ftk']],
    ['linen', 'disk.E01', ['-f', 'linen6']],
    ['ewfx', 'disk.e01', ['-f', 'ewfx']],
    ['SMART', 'disk.s01', ['-f', 'smart', '-c', 'fast']],
    ['large chunks', 'disk.E01', ['-f', 'encase6', '-b', '1024']],
  ])('gives the disk inside, of %s', async (_, name, options) => {
    await make(...options);
    const source = await open(name);

    const { disk, unread } = await readAll(source);

    expect(Buffer.compare(disk, DISK)).toBe(0);
    expect(unread).toEqual([]);
    expect(await source.describe()).toMatchObject({
      format: 'ewf',
      bytes: DISK.byteLength,
      limits: [],
    });
  });

  it('finds all segments beside the first, and reads them as one', async () => {
    await make('-f', 'encase6', '-c', 'none', '-S', '1048576');
    const source = await open('disk.E01');

    const { disk } = await readAll(source);

    expect(Buffer.compare(disk, DISK)).toBe(0);
    expect((await source.describe()).facts['segments']).toBeGreaterThan(3);
  });

  it('takes segments in any order, by their own numbers', async () => {
    await make('-f', 'encase6', '-c', 'none', '-S', '1048576');
    const count = Number((await (await open('disk.E01')).describe()).facts['segments']);
    const names = Array.from(
      { length: count },
      (_, n) => `disk.E${String(n + 1).padStart(2, '0')}`,
    );

    const { disk } = await readAll(await open(...names.toReversed()));

    expect(Buffer.compare(disk, DISK)).toBe(0);
  });

  it('F-68 gives the digests that the container holds, and SHA-256 only where it does', async () => {
    await make('-f', 'encase6', '-d', 'sha1,sha256');
    const encase = await (await open('disk.E01')).describe();
    await unlink(at('disk.E01'));
    await make('-f', 'ewfx', '-d', 'sha1,sha256');
    const ewfx = await (await open('disk.e01')).describe();

    expect(encase.embedded).toEqual({ md5: digest('md5'), sha1: digest('sha1') });
    expect(ewfx.embedded).toEqual({
      md5: digest('md5'),
      sha1: digest('sha1'),
      sha256: digest('sha256'),
    });
  });

  it('keeps what was noted when the E01 was made', async () => {
    await make(
      '-f',
      'encase6',
      '-C',
      'case 7',
      '-E',
      'disk 3',
      '-e',
      'Ω examiner',
      '-D',
      'a server',
    );

    const { facts } = await (await open('disk.E01')).describe();

    expect(facts).toMatchObject({
      'ewf.caseNumber': 'case 7',
      'ewf.evidenceNumber': 'disk 3',
      'ewf.description': 'a server',
    });
  });
});

describe('when an E01 is damaged', () => {
  it('refuses a set of which a segment is missing, in the middle or at the end', async () => {
    await make('-f', 'encase6', '-c', 'none', '-S', '1048576');
    await rm(at('disk.E02'));
    const middle = await code(open('disk.E01'));
    await rm(at('disk.E03'));
    await rm(at('disk.E04'));
    await rm(at('disk.E05'));
    const end = await code(open('disk.E01'));

    expect(middle).toBe('source.not-found');
    expect(end).toBe('source.not-found');
  });

  it('refuses one that was cut', async () => {
    await make('-f', 'encase6', '-c', 'none');
    await truncate(at('disk.E01'), Math.floor((await stat(at('disk.E01'))).size / 2));

    expect(await code(open('disk.E01'))).toBe('source.device-error');
  });

  it.each([
    ['not compressed', 'none'],
    ['compressed', 'fast'],
  ])(
    'keeps what can be read of chunks that are %s, and lists those that are not what they were',
    async (_, level) => {
      await make('-f', 'encase6', '-c', level);
      await patch('disk.E01', 1_000_000, Buffer.alloc(100, 0x5a));

      const { disk, unread } = await readAll(await open('disk.E01'));

      expect(unread.length).toBeGreaterThan(0);
      for (const [offset, length] of unread) {
        expect(disk.subarray(offset, offset + length).every((byte) => byte === 0)).toBe(true);
        DISK.copy(disk, offset, offset, offset + length);
      }
      expect(Buffer.compare(disk, DISK)).toBe(0);
    },
  );

  it('uses the copy of a table of chunks when the table is damaged', async () => {
    await make('-f', 'encase6');
    const bytes = await readFile(at('disk.E01'));
    const table = bytes.indexOf(Buffer.from('table\0\0\0\0\0\0\0\0\0\0\0', 'latin1'));
    await patch('disk.E01', table + 76 + 24 + 8, Buffer.from([0xff, 0xff]));

    const { disk, unread } = await readAll(await open('disk.E01'));

    expect(unread).toEqual([]);
    expect(Buffer.compare(disk, DISK)).toBe(0);
  });

  it('F-72 does not believe a number of sectors for which there are no chunks', async () => {
    await make('-f', 'encase6');
    const bytes = await readFile(at('disk.E01'));
    const volume = bytes.indexOf(Buffer.from('volume\0\0\0\0\0\0\0\0\0\0', 'latin1'));
    const huge = Buffer.alloc(8);
    huge.writeBigUInt64LE(1n << 55n);
    await patch('disk.E01', volume + 76 + 16, huge);

    expect(await code(open('disk.E01'))).toBe('source.impossible-size');
  });

  it('says so when the sections lead nowhere', async () => {
    await make('-f', 'encase6');
    await patch('disk.E01', 13 + 16, Buffer.alloc(8, 0xff));

    expect(await code(open('disk.E01'))).toBe('source.device-error');
  });
});
