import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Chance } from '../../tests/support/chance.ts';
import { sampleBundle } from '../../tests/support/sample-bundle.ts';
import type { Verification } from '../index.ts';
import { directoryReader, tarReader, verifyPath } from './index.ts';

let folder = '';
const bag = (): string => join(folder, 'bag');
const archive = (name: string, ...options: string[]): string => {
  const path = join(folder, name);
  execFileSync('tar', ['-cf', path, ...options]);
  return path;
};
const messages = ({ faults }: Verification): string[] =>
  faults.map(({ code, place, message }) => `${code} ${place}: ${message}`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afo-verify-'));
  for (const [path, bytes] of sampleBundle(new Chance(3)).bundle) {
    mkdirSync(dirname(join(bag(), path)), { recursive: true });
    writeFileSync(join(bag(), path), bytes);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('when a bundle lies in a directory or an archive', () => {
  it('proves the directory', async () => {
    expect(messages(await verifyPath(bag()))).toEqual([]);
  });

  it.each([
    ['ustar', ['--format=ustar']],
    ['pax', ['--format=pax']],
    ['GNU', ['--format=gnu']],
    ['v7', ['--format=v7']],
  ])('proves a tar archive of the format %s, at its top and in a folder', async (name, options) => {
    const top = archive(`${name}-top.tar`, ...options, '-C', bag(), '.');
    const inFolder = archive(`${name}-folder.tar`, ...options, '-C', folder, 'bag');

    expect(messages(await verifyPath(top))).toEqual([]);
    expect(messages(await verifyPath(inFolder))).toEqual([]);
  });

  it('proves an archive with names longer than a header holds', async () => {
    const long = join(folder, 'long');
    const name = `data/${'n'.repeat(120)}/${'m'.repeat(120)}.txt`;
    mkdirSync(dirname(join(long, name)), { recursive: true });
    writeFileSync(join(long, name), 'x');
    for (const format of ['gnu', 'pax']) {
      const reader = await tarReader(
        archive(`long-${format}.tar`, `--format=${format}`, '-C', long, '.'),
      );

      expect(await all(reader.list())).toEqual([name]);
      expect(await reader.size(name)).toBe(1);
      await reader.close();
    }
  });

  it('proves an ustar archive whose folders are in the prefix of the header', async () => {
    const name = `data/${'n'.repeat(90)}/${'m'.repeat(90)}.txt`;
    mkdirSync(dirname(join(folder, 'prefix', name)), { recursive: true });
    writeFileSync(join(folder, 'prefix', name), 'x');
    const reader = await tarReader(
      archive('prefix.tar', '--format=ustar', '-C', join(folder, 'prefix'), 'data'),
    );

    expect(await all(reader.list())).toEqual([name]);
    await reader.close();
  });

  it('reads every byte of a large member, and of an empty one', async () => {
    writeFileSync(join(folder, 'large'), Buffer.alloc(2_500_000, 7));
    writeFileSync(join(folder, 'empty'), '');
    const reader = await tarReader(archive('large.tar', '-C', folder, 'large', 'empty'));

    const chunks = await all(reader.open('large'));
    expect(Buffer.concat(chunks).equals(Buffer.alloc(2_500_000, 7))).toBe(true);
    expect(await all(reader.open('empty'))).toEqual([]);
    await expect(all(reader.open('ghost'))).rejects.toMatchObject({
      code: 'verify.not-found',
    });
    await reader.close();
  });
});

describe('when a path is hostile or holds nothing', () => {
  it('F-70 follows no link, in a directory nor in an archive', async () => {
    const linked = join(folder, 'linked');
    execFileSync('cp', ['-r', bag(), linked]);
    symlinkSync('/etc/passwd', join(linked, 'data/evidence/link'));
    symlinkSync('/etc', join(linked, 'data/evidence/folder'));

    for (const path of [linked, archive('linked.tar', '-C', linked, '.')]) {
      const found = messages(await verifyPath(path));

      expect(found).toContain('bag.special-file file data/evidence/link: not a regular file');
      expect(found).toContain('bag.special-file file data/evidence/folder: not a regular file');
    }
  });

  it('F-70 refuses members that lead out of an archive, and such beside the bag', async () => {
    const out = archive(
      'out.tar',
      '-C',
      folder,
      '--transform=s,^empty$,../../etc/cron.d/x,',
      '-P',
      'bag',
      'empty',
    );

    expect(messages(await verifyPath(out))).toContain(
      'bag.path file ../../../etc/cron.d/x: the path could leave the bag',
    );
  });

  it('takes no folder for the bag when there are two', async () => {
    execFileSync('cp', ['-r', bag(), join(folder, 'bag2')]);

    expect(await verifyPath(archive('two.tar', '-C', folder, 'bag', 'bag2'))).toMatchObject({
      exitCode: 2,
    });
  });

  it.each<[string, () => string, RegExp]>([
    ['a path that is not there', () => join(folder, 'ghost'), /it cannot be opened: Error: ENOENT/],
    [
      'an empty folder',
      () => mkdtempSync(join(folder, 'empty-')),
      /neither bagit.txt nor data\/case.log/,
    ],
    [
      'an empty file',
      () => written('empty.tar', Buffer.alloc(0)),
      /does not end as an archive does/,
    ],
    [
      'something else',
      () => written('else.tar', Buffer.alloc(2000, 0x41)),
      /wrong checksum|not octal/,
    ],
    [
      'an archive that is cut off',
      () =>
        written('cut.tar', readFileSync(archive('whole.tar', '-C', bag(), '.')).subarray(0, 5000)),
      /it is cut off|does not end/,
    ],
    [
      'a record that is cut off',
      () =>
        written('torn.tar', readFileSync(archive('whole.tar', '-C', bag(), '.')).subarray(0, 700)),
      /it is cut off/,
    ],
    ['folders without end', deepFolder, /folders nested too deep/],
  ])('says that %s is no bundle', async (_, path, why) => {
    const verdict = await verifyPath(path());

    expect(verdict).toMatchObject({ status: 'unreadable', exitCode: 2 });
    expect(messages(verdict).join()).toMatch(why);
  });

  it('gives up no handle of an archive that cannot be read, and reads from one that is there', async () => {
    await expect(tarReader(written('x.tar', Buffer.alloc(0)))).rejects.toMatchObject({
      code: 'verify.unreadable',
    });
    await expect(directoryReader(bag()).size('data')).rejects.toMatchObject({
      code: 'verify.special-file',
    });
  });
});

describe('when headers of an archive are forged', () => {
  it.each<[string, Buffer[], RegExp]>([
    [
      'a size of 2^70',
      [header({ size: Buffer.from([0x80, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0]) })],
      /impossible size/,
    ],
    [
      'a wrong checksum',
      [Buffer.concat([Buffer.from('y'), header({ size: Buffer.from('0') }).subarray(1)])],
      /wrong checksum/,
    ],
    ['a size in letters', [header({ size: Buffer.from('zz') })], /not octal/],
    ['a size that is not there', [header({ size: Buffer.from('77777777') })], /it is cut off/],
    [
      'an endless extended header',
      [header({ type: 'x', size: Buffer.from('20000000') }), Buffer.alloc(4_194_304)],
      /extended header is too long/,
    ],
    [
      'a malformed extended header',
      [header({ type: 'x', size: Buffer.from('10') }), Buffer.from('99 path=x\n'.padEnd(512))],
      /pax header is malformed/,
    ],
    [
      'an extended header without a number',
      [header({ type: 'x', size: Buffer.from('10') }), Buffer.from('nonsense'.padEnd(512))],
      /pax header is malformed/,
    ],
    [
      'an extended size that is none',
      [header({ type: 'x', size: Buffer.from('13') }), Buffer.from('11 size=-1\n'.padEnd(512))],
      /impossible size/,
    ],
  ])('F-72 refuses %s', async (_, records, why) => {
    const path = written('forged.tar', Buffer.concat([...records, Buffer.alloc(1024)]));

    expect(messages(await verifyPath(path)).join()).toMatch(why);
  });

  it('F-72 gives up on members without end', async () => {
    const member = header({ size: Buffer.from('0') });
    const path = written('many.tar', Buffer.concat([member, member, member, Buffer.alloc(1024)]));

    await expect(tarReader(path, 2)).rejects.toThrow('too many members');
  });

  it('takes a size from an extended header, and passes over headers that describe nothing here', async () => {
    const pax = Buffer.from('9 size=1\n'.padEnd(512, '\0'));
    const records = [
      header({ type: 'g', size: Buffer.from('0') }),
      header({ type: 'x', size: Buffer.from('11') }),
      pax,
      header({ size: Buffer.from('0'), name: 'a' }),
      Buffer.from('x'.padEnd(512, '\0')),
    ];
    const reader = await tarReader(
      written(
        'sized.tar',
        Buffer.concat([
          ...records,
          header({ size: Buffer.from([]), name: 'b' }),
          Buffer.alloc(1024),
        ]),
      ),
    );

    expect(await reader.size('a')).toBe(1);
    expect(await reader.size('b')).toBe(0);
    await reader.close();
  });

  it('takes a size beyond 8 GiB', async () => {
    const size = 9 * 1024 ** 3;
    const path = join(folder, 'huge.tar');
    const binary = Buffer.alloc(12);
    binary[0] = 0x80;
    binary.writeBigUInt64BE(BigInt(size), 4);
    const file = openSync(path, 'w');
    writeFileSync(file, header({ size: binary, name: 'huge' }));
    ftruncateSync(file, 512 + size + 1024);
    closeSync(file);
    const reader = await tarReader(path);

    expect(await reader.size('huge')).toBe(size);
    await reader.close();
    rmSync(path);
  });
});

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of stream) list.push(one);
  return list;
}

function written(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function deepFolder(): string {
  const top = join(folder, 'deep');
  mkdirSync(join(top, ...Array.from({ length: 40 }, () => 'd')), { recursive: true });
  return top;
}

interface Header {
  readonly size: Buffer;
  readonly type?: string;
  readonly name?: string;
}

/** A header of a tar archive, made by hand so that also wrong ones can be made. */
function header({ size, type = '0', name = 'x' }: Header): Buffer {
  const record = Buffer.alloc(512);
  record.write(name, 0);
  size.copy(record, 124);
  record.write('        ', 148);
  record.write(type, 156);
  record.write('ustar\u000000', 257);
  const sum = record.reduce((total, byte) => total + byte, 0);
  record.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return record;
}
