import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PointerDraft } from '@afo/ports';
import { afterAll, describe, expect, it } from 'vitest';
import { examine } from './examine.ts';
import { makeExt4 } from './ext4.ts';

const folder = mkdtempSync(join(tmpdir(), 'afo-hostile-names-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const names: readonly (string | Buffer)[] = [
  '0|fake|1\n0|injected|9|r',
  '<img src=x onerror=alert(1)>&"\'',
  "=cmd|' C calc'!A0",
  '\u001b]0;owned\u0007\u001b[2J',
  '$(touch injected)`id`;x',
  'tab\tand\rreturn',
  'x (deleted)',
  'y (deleted-realloc)',
  '-> arrow',
  'caret^',
  String.raw`lit\x0Aback\slash`,
  'invoice\u202Efdp.exe',
  'line\u2028separator\u0085',
  '...',
  ' ',
  'a'.repeat(255),
  Buffer.from([0x6e, 0xff, 0xfe, 0x80]),
  Buffer.from('sur\u0000'.slice(0, 3) + '\u00ed\u00a0\u0080', 'latin1'),
];
const bytesOf = (name: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from('/d/'), Buffer.from(name)]);
const trueBytes = ({ path = '', pathBytes }: PointerDraft): string =>
  (pathBytes === undefined ? Buffer.from(path) : Buffer.from(pathBytes, 'base64')).toString('hex');

describe('when file names are made to break tools', () => {
  it('F-70 keeps every byte of every name in the results, and invents no further ones', async () => {
    const image = makeExt4(folder, {
      files: names.map((name) => [bytesOf(name).subarray(1), 'x'] as const),
    });

    const { events, failures, limits } = await examine(image, { only: ['file-times'] });

    const found = new Set(events.map(({ pointer }) => trueBytes(pointer)));
    expect([...failures]).toEqual([]);
    expect(limits.filter((limit) => limit.includes('do not list the same'))).toEqual([]);
    for (const name of names) expect(found).toContain(bytesOf(name).toString('hex'));
    expect(found.size).toBe(names.length + 2);
  });

  it('F-70 takes a live file for live, whatever its name says', async () => {
    const image = makeExt4(folder, {
      files: [
        ['x (deleted)', 'x'],
        ['y (deleted-realloc)', 'y'],
      ],
    });

    const { events } = await examine(image, { only: ['file-times'] });

    expect(events.filter(({ pointer }) => pointer.deleted === true)).toEqual([]);
  });

  it('F-70 leads nobody out of a folder by a slash that somebody wrote into a name, and tells of it', async () => {
    const image = makeExt4(folder, {
      files: [
        ['AAAAAAAAAAAAAAAAAAAA', 'root:x:0:0:evil:/:/bin/sh\n'],
        ['etc/hostname', 'web\n'],
      ],
      options: ['-O', '^metadata_csum,^dir_index'],
    });
    const bytes = readFileSync(image);
    const evil = '../../../../etc/evil';
    for (
      let at = bytes.indexOf('A'.repeat(evil.length));
      at >= 0;
      at = bytes.indexOf('A'.repeat(evil.length))
    )
      bytes.write(evil, at);
    writeFileSync(image, bytes);

    const { detections, failures } = await examine(image, {
      only: ['file-anomalies', 'persistence'],
    });

    expect([...failures]).toEqual([]);
    expect(detections.filter(({ rule }) => rule === 'linux.names.slash')).toMatchObject([
      { severity: 'high', pointers: [{ path: `/${evil}` }] },
    ]);
    expect(detections.filter(({ rule }) => rule.startsWith('linux.accounts'))).toEqual([]);
  });

  it('F-70 tells people of names that look like something else', async () => {
    const image = makeExt4(folder, {
      files: [
        ['var/tmp/.. /notes', 'x'],
        ['srv/new\nline', 'x'],
        ['srv/invoice\u202Efdp.exe', 'x'],
        ['srv/Änderungen, Entwurf 2.txt', 'x'],
        ['srv/日本語', 'x'],
      ],
    });

    const { detections } = await examine(image, { only: ['file-anomalies'] });

    const alarms = detections
      .filter(({ rule }) => rule.startsWith('linux.names'))
      .map(({ rule, pointers }) => [rule, pointers[0]?.path]);
    expect(alarms.sort()).toEqual([
      ['linux.names.control-characters', '/srv/new\nline'],
      ['linux.names.direction-marks', '/srv/invoice\u202Efdp.exe'],
      ['linux.names.dots-and-spaces', '/var/tmp/.. '],
    ]);
  });
});
