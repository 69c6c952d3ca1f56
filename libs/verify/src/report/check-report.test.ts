import { describe, expect, it } from 'vitest';

import type { Bundle, Fetched } from '../../tests/support/bundle.ts';
import { readerOf, rebag, sha256 } from '../../tests/support/bundle.ts';
import { CaseWriter, logFiles } from '../../tests/support/case-writer.ts';
import { exported, granted, opened } from '../../tests/support/drafts.ts';
import { sealItem } from '../../tests/support/items.ts';
import { noteKey } from '../../tests/support/keys.ts';
import { verifyBundle } from '../index.ts';

const KEY = noteKey('afo.example/ours');
const PATH = 'data/report/report.json';

interface Change {
  readonly path?: string;
  readonly bytes?: Buffer | undefined;
  readonly fetch?: readonly Fetched[];
}

/** What is found in a bundle with a report of one file, issued under two names after one another when told to. */
async function found(twin: string, change: Change = {}): Promise<string[]> {
  const bytes = Buffer.from(twin);
  const writer = new CaseWriter().add(opened, granted);
  const sealed = sealItem(writer, {
    item: 'E-0001',
    kind: 'report',
    format: 'json',
    parts: [bytes],
  });
  const [object] = sealed.objects;
  const file = {
    name: 'report.json',
    media: 'application/json',
    stored: { key: object?.key, bytes: bytes.length, sha256: sha256(bytes), format: 'json' },
  };
  writer
    .add({ type: 'report.issued', body: { item: 'E-0001', entries: 2, files: [file] } }, exported())
    .checkpoint([KEY], false);
  const bundle: Bundle = new Map([...logFiles(writer, [KEY]), ...sealed.files, [PATH, bytes]]);
  if ('bytes' in change) {
    if (change.bytes === undefined) bundle.delete(change.path ?? PATH);
    else bundle.set(change.path ?? PATH, change.bytes);
  }
  const { faults, missing } = await verifyBundle(readerOf(rebag(bundle, change.fetch)));
  return [
    ...faults.map(({ code, message }) => `${code}: ${message}`),
    ...missing.map(({ message }) => `missing: ${message}`),
  ];
}

describe('when a report was issued', () => {
  it.each([
    ['speaks of the entries that the log says', '{"covers":{"entries":2}}', []],
    [
      'speaks of other entries',
      '{"covers":{"entries":9}}',
      ['report.position: it speaks of 9 entries, and the log says of 2'],
    ],
    ['says nothing of entries', '{"x":1}', []],
    ['is no JSON', 'hello', []],
  ])('C29 judges one whose twin %s', async (_, twin, expected) => {
    expect(await found(twin)).toEqual(expected);
  });

  it('refuses one that is another, or gone', async () => {
    expect(await found('{}', { bytes: Buffer.from('{"x":1}') })).toEqual([
      'report.altered: not the file as entry 5 issued it',
    ]);
    expect(await found('{}', { bytes: undefined })).toEqual([
      'report.missing: entry 5 issued it, and it is not in the bundle',
    ]);
  });

  it('says that it is to be fetched where the bag lists it', async () => {
    const fetched = { path: PATH, bytes: 2, sha256: sha256('{}') };

    expect(await found('{}', { bytes: undefined, fetch: [fetched] })).toEqual([
      'missing: not in the bundle, and to be fetched',
    ]);
  });
});
