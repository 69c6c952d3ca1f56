import { describe, expect, it } from 'vitest';

import { DISK, verdictOn, found, noted, content, stored } from '../../tests/support/one-item.ts';
import { sha256 } from '../../tests/support/bundle.ts';
import { CASE } from '../../tests/support/case-writer.ts';
import { blockFile } from '../../tests/support/items.ts';

describe('when a manifest says what cannot be', () => {
  const cases: [string, object, string][] = [
    [
      'another case',
      {
        case: '0193a1b2-0000-7000-8000-00000000ffff',
        stored: [
          stored(DISK, {
            key: `cases/0193a1b2-0000-7000-8000-00000000ffff/E-0001/${sha256(DISK).slice(0, 16)}-x`,
          }),
        ],
      },
      'item.manifest-mismatch: its manifest belongs to another case',
    ],
    ['another item', { item: 'E-0002' }, 'item.manifest-mismatch: manifest and log differ in item'],
    ['another kind', { kind: 'memory' }, 'item.manifest-mismatch: manifest and log differ in kind'],
    ['another title', { title: 'x' }, 'item.manifest-mismatch: manifest and log differ in title'],
    [
      'another length',
      { content: content(DISK, { bytes: 1 }) },
      'item.manifest-mismatch: manifest and log differ in length',
    ],
    [
      'another digest',
      { content: content(Buffer.from('x'), { bytes: DISK.length }) },
      'item.manifest-mismatch: manifest and log differ in digest',
    ],
    ['another root', { root: 'E-0009' }, 'item.manifest-mismatch: manifest and log differ in root'],
    [
      'other parents',
      { parents: ['E-0009'] },
      'item.manifest-mismatch: manifest and log differ in parents',
    ],
    [
      'more objects',
      { stored: [stored(DISK, { part: 0 }), stored(Buffer.from('x'), { part: 1 })] },
      'item.manifest-mismatch: manifest and log differ in number of objects',
    ],
    [
      'a key of another digest',
      { stored: [stored(DISK, { key: `cases/${CASE}/E-0001/0011223344556677-x` })] },
      'item.object-misnamed: the key of a stored object does not name case, item and digest',
    ],
    [
      'a key that leads elsewhere',
      { stored: [stored(DISK, { key: '../../etc/passwd' })] },
      'item.object-misnamed: the key of a stored object does not name case, item and digest',
    ],
    [
      'one key twice',
      { stored: [stored(DISK), stored(DISK)] },
      'item.object-misnamed: two stored objects have one key',
    ],
    [
      'parts that are not counted from 0',
      { stored: [stored(DISK, { part: 1 })] },
      'item.object-misnamed: the parts of the stored objects are not counted from 0',
    ],
    [
      'parts of which one is not counted',
      { stored: [stored(DISK, { part: 0 }), stored(Buffer.from('x'))] },
      'item.object-misnamed: the parts of the stored objects are not counted from 0',
    ],
    [
      'missing bytes that the log does not know',
      { completeness: { expectedBytes: DISK.length, missing: [[0, 1]] } },
      'item.completeness: manifest and log differ in the bytes that are missing',
    ],
    [
      'missing ranges that overlap',
      {
        completeness: {
          expectedBytes: DISK.length,
          missing: [
            [0, 2],
            [1, 2],
          ],
        },
      },
      'item.completeness: its missing ranges overlap, are empty, or lie outside the item',
    ],
    [
      'missing ranges of nothing',
      { completeness: { expectedBytes: DISK.length, missing: [[0, 0]] } },
      'item.completeness: its missing ranges overlap, are empty, or lie outside the item',
    ],
    [
      'missing ranges outside',
      { completeness: { expectedBytes: DISK.length, missing: [[DISK.length, 1]] } },
      'item.completeness: its missing ranges overlap, are empty, or lie outside the item',
    ],
    [
      'another expectation',
      { completeness: { expectedBytes: 5, missing: [], reason: 'it shrank' } },
      'item.completeness: manifest and log differ in the bytes that were expected',
    ],
    [
      'less than expected without a reason',
      { completeness: { expectedBytes: 5, missing: [] } },
      'item.completeness: 1048580 of 5 expected bytes, and no reason given',
    ],
    [
      'blocks of another size',
      { blocks: { ...blockFile('E-0001', DISK).facts, size: 4096 } },
      'item.blocks-altered: blocks of 4096 bytes instead of 524288',
    ],
    [
      'another number of blocks',
      { blocks: { ...blockFile('E-0001', DISK).facts, count: 2 } },
      'item.blocks-altered: 2 blocks do not make 1048580 bytes',
    ],
    [
      'absent blocks without block digests',
      { absent: [[0, 1]] },
      'item.absent: absent blocks without block digests',
    ],
    [
      'absent blocks outside',
      { blocks: blockFile('E-0001', DISK).facts, absent: [[2, 2]] },
      'item.absent: its absent runs overlap, are empty, or lie outside the item',
    ],
  ];

  it.each(cases)('C18 tells of %s', async (_, manifest, expected) => {
    const verdict = await verdictOn({ manifest: manifest as Record<string, unknown> });

    expect(verdict.status).toBe('tampered');
    expect(found(verdict).join('\n')).toContain(expected);
  });

  it('tells of members that are wrong, and of a manifest that is not canonical', async () => {
    expect(found(await verdictOn({ manifest: { title: 7, limits: 'x' } })).join()).toContain(
      'item.manifest-malformed: its manifest: title',
    );
    expect((await verdictOn({ manifest: { mood: 'good' } })).notes).toContainEqual({
      place: 'item E-0001',
      message: 'its manifest holds members that this verifier does not know: mood',
    });
  });

  it.each([
    ['is no JSON', () => 'hello'],
    ['is not canonical', (text: string) => text.replace('{', '{ ')],
    ['says a member twice', (text: string) => text.replace('{', '{"acquired":1,')],
  ])('tells that it %s', async (_, manifestText) => {
    expect(found(await verdictOn({ manifestText }))).toEqual([
      'item.manifest-malformed: its manifest is not canonical JSON',
    ]);
  });

  it('says what a reader must know', async () => {
    const verdict = await verdictOn({
      manifest: { limits: ['one'], content: content(DISK, { blake3: 'ab'.repeat(32) }) },
    });

    expect(noted(verdict)).toEqual([
      'its BLAKE3 digest was not checked',
      'its manifest states 1 limits',
    ]);
  });
});
