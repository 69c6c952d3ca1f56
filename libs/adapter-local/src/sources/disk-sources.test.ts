import { spawnSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  mkdtemp,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockRange, Source } from '@afo/domain';
import { BLOCK_SIZE } from '@afo/domain';
import type { ContentSource } from '@afo/ports';
import { LocalDiskSources } from './disk-sources.ts';
import { LocalFileSources } from './file-sources.ts';
import { readAll, sampleDisk, sourceOf, writeSparse } from '../../tests/support/images.ts';

const DISK = sampleDisk(5 * BLOCK_SIZE + 1234);
const sources = new LocalDiskSources();
let folder: string;
const opened: ContentSource[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-sources-'));
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

async function open(...paths: readonly string[]): Promise<ContentSource> {
  const source = await sources.open(sourceOf(...paths));
  opened.push(source);
  return source;
}

const uri = (address: string): Source => ({ kind: 'disk', uris: [address], title: 'x' });

const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code,
  );

describe('when the disk is a raw file', () => {
  it('gives every byte, the short last block too', async () => {
    await writeFile(at('disk.img'), DISK);
    const source = await open(at('disk.img'));

    const { disk, unread } = await readAll(source);

    expect(Buffer.compare(disk, DISK)).toBe(0);
    expect(unread).toEqual([]);
    expect(await source.describe()).toMatchObject({
      format: 'raw',
      bytes: DISK.byteLength,
      limits: [],
    });
  });

  it('does not read holes, and gives the same bytes', async () => {
    const sparse = Buffer.alloc(64 * BLOCK_SIZE);
    DISK.copy(sparse, 20 * BLOCK_SIZE + 77);
    await writeSparse(at('disk.img'), sparse);
    const source = await open(at('disk.img'));

    const { disk, blocksRead } = await readAll(source);

    expect(Buffer.compare(disk, sparse)).toBe(0);
    expect(blocksRead).toBeLessThan(10);
  });

  it('lists blocks from the middle on, as a resumed acquisition asks', async () => {
    const sparse = Buffer.alloc(64 * BLOCK_SIZE);
    DISK.copy(sparse, 20 * BLOCK_SIZE);
    await writeSparse(at('disk.img'), sparse);
    const source = await open(at('disk.img'));

    const runs: BlockRange[] = [];
    for await (const run of source.runs(23)) runs.push(run);

    expect(runs[0]?.[0]).toBe(23);
    expect(runs.every(([first]) => first >= 23)).toBe(true);
  });

  it('reads everything where nobody can tell the holes', async () => {
    const sparse = Buffer.alloc(16 * BLOCK_SIZE);
    DISK.copy(sparse, 3 * BLOCK_SIZE);
    await writeSparse(at('disk.img'), sparse);
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      const { disk, blocksRead } = await readAll(await open(at('disk.img')));

      expect(blocksRead).toBe(16);
      expect(Buffer.compare(disk, sparse)).toBe(0);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('gives the same facts at every opening, and others when the file was changed', async () => {
    await writeFile(at('disk.img'), DISK);
    const first = await (await open(at('disk.img'))).describe();
    const again = await (await open(at('disk.img'))).describe();
    await utimes(at('disk.img'), 1, 1);

    expect(again).toEqual(first);
    expect(await (await open(at('disk.img'))).describe()).not.toEqual(first);
  });

  it('notices that the file was changed while it was read', async () => {
    await writeFile(at('disk.img'), DISK);
    const source = await open(at('disk.img'));
    await source.confirm();

    await appendFile(at('disk.img'), 'x');

    expect(await code(source.confirm())).toBe('source.changed');
  });

  it('says that a file was cut while it was read, instead of giving zeros for its end', async () => {
    await writeFile(at('disk.img'), DISK);
    const source = await open(at('disk.img'));
    await truncate(at('disk.img'), 2 * BLOCK_SIZE);

    expect(await code(readAll(source))).toBe('source.short-read');
  });
});

describe('when the disk is split', () => {
  const parts = [
    DISK.subarray(0, 1_000_001),
    DISK.subarray(1_000_001, 2_000_002),
    DISK.subarray(2_000_002),
  ];

  it.each([
    ['counted', ['d.001', 'd.002', 'd.003']],
    ['counted from zero', ['d.00', 'd.01', 'd.02']],
    ['lettered', ['d.aa', 'd.ab', 'd.ac']],
    ['named by split(1)', ['xaa', 'xab', 'xac']],
  ])('puts parts together that are %s, given the first', async (_, names) => {
    for (const [n, name] of names.entries()) await writeFile(at(name), parts[n] ?? '');
    const source = await open(at(names[0] ?? ''));

    const { disk } = await readAll(source);

    expect(Buffer.compare(disk, DISK)).toBe(0);
    expect(await source.describe()).toMatchObject({ format: 'split-raw', facts: { parts: 3 } });
  });

  it('takes the parts in the order in which they are named', async () => {
    for (const [n, part] of parts.entries()) await writeFile(at(`part-${String(n)}`), part);

    const { disk } = await readAll(await open(...[0, 1, 2].map((n) => at(`part-${String(n)}`))));

    expect(Buffer.compare(disk, DISK)).toBe(0);
  });

  it('refuses a set with a part missing in between', async () => {
    await writeFile(at('d.001'), 'a');
    await writeFile(at('d.003'), 'c');

    expect(await code(open(at('d.001')))).toBe('source.not-found');
  });

  it('refuses to begin with a later part, which would give half a disk', async () => {
    await writeFile(at('d.001'), 'a');
    await writeFile(at('d.002'), 'b');

    expect(await code(open(at('d.002')))).toBe('source.unsupported');
  });

  it('says that a part in the middle has another size', async () => {
    for (const [n, part] of ['aaaa', 'aa', 'aaaa'].entries())
      await writeFile(at(`d.00${String(n + 1)}`), part);

    const { limits } = await (await open(at('d.001'))).describe();

    expect(limits).toHaveLength(1);
    expect(limits[0]).toContain('d.002');
  });
});

describe('when the source is not a disk', () => {
  it('F-01 refuses a file without bytes', async () => {
    await writeFile(at('empty.img'), '');

    expect(await code(open(at('empty.img')))).toBe('source.empty');
  });

  it('says that nothing is there', async () => {
    expect(await code(open(at('nothing.img')))).toBe('source.not-found');
    expect(await code(open(join(at('nothing'), 'deep.img')))).toBe('source.not-found');
  });

  it('refuses a folder, a pipe and an endless device, without waiting for them', async () => {
    await mkdir(at('folder'));
    spawnSync('mkfifo', [at('pipe')]);

    expect(await code(open(at('folder')))).toBe('source.unsupported');
    expect(await code(open(at('pipe')))).toBe('source.unsupported');
    expect(await code(open('/dev/zero'))).toBe('source.unsupported');
  });

  it('refuses an address that is not a file of this machine', async () => {
    const http = uri('http://example.org/disk.raw');
    const other = uri('file:///x.img?format=vmdk');

    expect(await code(sources.open(http))).toBe('source.unsupported');
    expect(await code(sources.open(other))).toBe('source.unsupported');
  });

  it.each([
    ['a VMDK', Buffer.from('KDMV')],
    ['a VHDX', Buffer.from('vhdxfile')],
    ['an archive', Buffer.from('PK\x03\x04')],
    ['compressed', Buffer.from('\x1f\x8b\x08', 'latin1')],
    ['an Ex01', Buffer.from('EVF2\x0d\x0a\x81\x00', 'latin1')],
  ])('refuses %s, whose bytes are not those of the disk inside', async (_, magic) => {
    await writeFile(at('disk.img'), Buffer.concat([magic, DISK]));

    expect(await code(open(at('disk.img')))).toBe('source.unsupported');
  });

  it('takes a raw disk for raw although the suspect made it begin like a container, and says so', async () => {
    const disguised = Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), DISK]);
    await writeFile(at('disk.raw'), disguised);
    await symlink(at('disk.raw'), at('disk.img'));
    const forced = uri(`file://${at('disk.img')}?format=raw`);
    const source = await sources.open(forced);
    opened.push(source);

    for (const raw of [await open(at('disk.raw')), source]) {
      const { disk } = await readAll(raw);
      expect(Buffer.compare(disk, disguised)).toBe(0);
      expect((await raw.describe()).limits[0]).toContain('qcow2');
    }
  });
});

describe('when the source is a file as it is', () => {
  it('gives several files one after the other, and names them', async () => {
    await writeFile(at('auth.log'), 'one\n');
    await writeFile(at('auth.log.1'), 'two\n');
    const source = await new LocalFileSources().open(sourceOf(at('auth.log'), at('auth.log.1')));
    opened.push(source);

    const { disk } = await readAll(source);

    expect(disk.toString()).toBe('one\ntwo\n');
    expect(String((await source.describe()).facts['files'])).toContain('auth.log.1 (4 bytes)');
  });

  it('F-01 refuses files without bytes', async () => {
    await writeFile(at('auth.log'), '');

    expect(await code(new LocalFileSources().open(sourceOf(at('auth.log'))))).toBe('source.empty');
  });
});
