import { describe, expect, it } from 'vitest';

import { ROOT, stamp } from '../../tests/support/authority.ts';
import { sha256 } from '../../tests/support/bundle.ts';
import { CaseWriter } from '../../tests/support/case-writer.ts';
import { note, opened } from '../../tests/support/drafts.ts';
import { noteKey } from '../../tests/support/keys.ts';
import { verifyEntries } from '../verify-entries.ts';

const KEY = noteKey('afo.example/ours');
const OPTIONS = { keys: [KEY.vkey] };
const PINNED = { ...OPTIONS, timestampRoots: [ROOT.der] };

/** A log with one checkpoint whose entry says that it has a timestamp, and the timestamp of that time. */
function stamped(
  at: string,
  { says = true, digest }: { readonly says?: boolean; readonly digest?: string } = {},
) {
  const writer = new CaseWriter().add(opened).checkpoint([KEY]);
  const text = writer.notes.get(1) ?? '';
  const { body } = JSON.parse(writer.lines[1] ?? '') as { body: object };
  const entries = new CaseWriter().add(
    opened,
    { type: 'checkpoint.signed', body: { ...body, timestamp: says } },
    note('x'),
  );
  const timestamp = stamp({ digest: digest ?? sha256(text), at: new Date(at) });
  return { lines: entries.lines, checkpoints: [{ size: 1, note: text, timestamp }] };
}

const codes = async (...given: Parameters<typeof verifyEntries>): Promise<string[]> =>
  (await verifyEntries(...given)).faults.map(({ code, place }) => `${code} ${place}`);

describe('when a checkpoint has a timestamp', () => {
  it('gives its time, proven by a pinned root', async () => {
    const verdict = await verifyEntries(stamped('2026-11-24T03:00:02Z'), PINNED);

    expect(verdict).toMatchObject({ status: 'proven', trust: { time: 'pinned-root' } });
    expect(verdict.checked.timestamps).toEqual([
      { size: 1, at: '2026-11-24T03:00:02.000Z', authority: 'CN=tsa', pinned: true },
    ]);
  });

  it('says that nobody vouches for it where no root is pinned', async () => {
    const verdict = await verifyEntries(stamped('2026-11-24T03:00:02Z'), OPTIONS);

    expect(verdict).toMatchObject({ status: 'proven', trust: { time: 'token-only' } });
    expect(verdict.notes).toContainEqual({
      place: 'timestamps',
      message: 'the times are those that the tokens claim; no root was given that proves them',
    });
  });

  it.each([
    ['too early', '2026-11-24T02:54:59Z', ['timestamp.time checkpoint 1']],
    ['early within what clocks differ', '2026-11-24T02:55:01Z', []],
    ['late within what clocks differ', '2026-11-24T03:05:01Z', []],
    ['too late', '2026-11-24T03:05:02Z', ['timestamp.time checkpoint 1']],
  ])('C31 judges one that is %s', async (_, at, expected) => {
    expect(await codes(stamped(at), PINNED)).toEqual(expected);
  });

  it('takes a late one of which no entry speaks', async () => {
    expect(await codes(stamped('2027-01-01T00:00:00Z', { says: false }), PINNED)).toEqual([]);
  });

  it('refuses one over another note', async () => {
    expect(
      await codes(stamped('2026-11-24T03:00:02Z', { digest: 'ab'.repeat(32) }), PINNED),
    ).toEqual(['timestamp.imprint checkpoint 1']);
  });

  it('misses one of which the log speaks', async () => {
    const { lines, checkpoints } = stamped('2026-11-24T03:00:02Z');
    const without = checkpoints.map(({ size, note: text }) => ({ size, note: text }));

    expect(await codes({ lines, checkpoints: without }, PINNED)).toEqual([
      'timestamp.missing checkpoint 1',
    ]);
  });

  it('judges it even where the log cannot be read so far', async () => {
    const { checkpoints } = stamped('2026-11-24T03:00:02Z');

    expect(await codes({ lines: [], checkpoints }, PINNED)).toEqual(['log.truncated entry 0']);
  });
});
