import { caseIdSchema, evidenceId } from '@afo/domain';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../../tests/support/code-of.ts';
import {
  bagInfo,
  bagManifest,
  bundlePath,
  encodeBagPath,
  fetchList,
  payloadOxum,
  sha256Hex,
  vaultKey,
} from '../index.ts';

const digest = sha256Hex('x');
const CASE = caseIdSchema.parse('0193a1b2-0000-7000-8000-000000000001');

describe('when a bag is listed', () => {
  it('lists files by path, as sha256sum does', () => {
    expect(
      bagManifest([
        { path: 'data/b', sha256: digest },
        { path: 'data/a', sha256: digest },
      ]),
    ).toBe(`${digest}  data/a\n${digest}  data/b\n`);
    expect(bagManifest([])).toBe('');
  });

  it('encodes what would break a line, and nothing else', () => {
    expect(encodeBagPath('data/100%\r\n größer')).toBe('data/100%25%0D%0A größer');
  });

  it.each([
    '',
    '/etc/passwd',
    'data/../x',
    'data/./x',
    'data//x',
    'data/x/',
    'data\\x',
    'data/\0',
    'data/\ud800',
  ])('F-70 refuses the path %j', (path) => {
    expect(codeOf(() => encodeBagPath(path))).toBe('custody.invalid-path');
  });

  it('refuses a file that is listed twice', () => {
    expect(
      codeOf(() =>
        bagManifest([
          { path: 'a', sha256: digest },
          { path: 'a', sha256: digest },
        ]),
      ),
    ).toBe('custody.invalid-path');
  });

  it('lists what is kept elsewhere', () => {
    const file = { url: 's3://bucket/cases/x', bytes: 7, path: 'data/evidence/x' };

    expect(fetchList([file])).toBe('s3://bucket/cases/x 7 data/evidence/x\n');
    for (const url of ['cases/x', 's3:/x', 's3://bucket/a b', 's3:///x', 'x://y']) {
      expect(codeOf(() => fetchList([{ ...file, url }]))).toBe('custody.invalid-tag');
    }
  });

  it('describes itself in lines that imitate no other', () => {
    expect(
      bagInfo([
        ['Bagging-Date', '2026-11-24'],
        ['Payload-Oxum', payloadOxum(12, 3)],
      ]),
    ).toBe('Bagging-Date: 2026-11-24\nPayload-Oxum: 12.3\n');
    for (const field of [
      ['A:b', 'x'],
      ['', 'x'],
      [' A', 'x'],
      ['A ', 'x'],
      ['A', ''],
      ['A', 'x\nB: y'],
    ] as const) {
      expect(codeOf(() => bagInfo([field]))).toBe('custody.invalid-tag');
    }
  });
});

describe('when things are put into a bundle', () => {
  it('have their places', () => {
    const item = evidenceId(1);
    const key = vaultKey({ case: CASE, item, sha256: digest, name: 'image.zst' });

    expect(key).toBe(`cases/${CASE}/E-0001/${digest.slice(0, 16)}-image.zst`);
    expect(bundlePath.evidence(key)).toBe(`data/evidence/E-0001/${digest.slice(0, 16)}-image.zst`);
    expect([
      bundlePath.checkpoint(13),
      bundlePath.timestamp(13),
      bundlePath.manifest(item),
      bundlePath.blocks(item),
      bundlePath.report('report.html'),
    ]).toEqual([
      'data/checkpoints/13.note',
      'data/timestamps/13.tsr',
      'data/manifests/E-0001.json',
      'data/blocks/E-0001.blocks',
      'data/report/report.html',
    ]);
    expect(bundlePath.key('example.com/afo+994eb1c9+AAAA')).toBe('data/keys/994eb1c9.vkey');
  });

  it('F-70 have none when their names lead elsewhere', () => {
    const bad: (() => string)[] = [
      () => bundlePath.report('../x'),
      () => bundlePath.report('.hidden'),
      () => bundlePath.report('a/b'),
      () => bundlePath.evidence('cases/x/../y'),
      () => bundlePath.evidence('elsewhere'),
      () => vaultKey({ case: CASE, item: evidenceId(1), sha256: digest, name: 'a b' }),
    ];

    expect(bad.map(codeOf)).toEqual(bad.map(() => 'custody.invalid-path'));
    expect(codeOf(() => bundlePath.key('x'))).toBe('custody.invalid-key');
  });
});
