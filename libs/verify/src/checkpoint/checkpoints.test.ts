import { describe, expect, it } from 'vitest';

import { CASE, CaseWriter, ORIGIN } from '../../tests/support/case-writer.ts';
import { exported, granted, note, opened } from '../../tests/support/drafts.ts';
import { noteKey, noteText } from '../../tests/support/keys.ts';
import { naiveRoot } from '../../tests/support/naive-tree.ts';
import { verifyEntries } from '../verify-entries.ts';
import type { VerifyEntriesOptions } from '../verify-entries.ts';

const ours = noteKey('afo.example/ours');
const next = noteKey('afo.example/next');
const witness = noteKey('witness.example');

const liveLog = (writer: CaseWriter) => ({
  lines: writer.lines,
  checkpoints: [...writer.notes].map(([size, text]) => ({ size, note: text })),
});
const own: VerifyEntriesOptions = { ownKeys: [ours.vkey] };

describe('when a live log is checked', () => {
  it('proves it, and says what is not yet under a checkpoint', async () => {
    const writer = new CaseWriter().add(opened).checkpoint([ours]).add(granted, note('x'));

    const verdict = await verifyEntries(liveLog(writer), own);

    expect(verdict).toMatchObject({
      status: 'proven',
      exitCode: 0,
      case: CASE,
      faults: [],
      trust: { basis: 'bundle-key', time: 'none' },
    });
    expect(verdict.checked).toMatchObject({ entries: 4, signedEntries: 1, checkpoints: 1 });
    expect(verdict.notes).toContainEqual({
      place: 'entries 1-3',
      message: 'not yet under a checkpoint',
    });
  });

  it('takes lines as bytes, and a log that is signed to its end', async () => {
    const writer = new CaseWriter().add(opened, exported()).checkpoint([ours], false);
    const bytes = { ...liveLog(writer), lines: writer.lines.map((line) => Buffer.from(line)) };

    const verdict = await verifyEntries(bytes, { keys: [ours.vkey] });

    expect(verdict).toMatchObject({
      status: 'proven',
      trust: { basis: 'pinned', keys: [{ name: ours.name, pinned: true, checkpoints: 1 }] },
    });
    expect(verdict.notes.map(({ message }) => message)).not.toContain('not yet under a checkpoint');
  });

  it('refuses a log without a key, and one whose key is none', async () => {
    const writer = new CaseWriter().add(opened).checkpoint([ours]);

    expect((await verifyEntries(liveLog(writer))).faults.map(({ code }) => code)).toEqual([
      'checkpoint.unknown-key',
      'key.none',
    ]);
    expect(
      (await verifyEntries(liveLog(writer), { ownKeys: ['x'] })).faults.map(({ code }) => code),
    ).toContain('key.malformed');
    await expect(verifyEntries(liveLog(writer), { keys: ['x'] })).rejects.toMatchObject({
      code: 'verify.invalid-key',
    });
  });

  it('has nothing to prove of an empty log', async () => {
    expect(await verifyEntries({ lines: [], checkpoints: [] }, own)).toMatchObject({
      status: 'proven',
      trust: { basis: 'none' },
      checked: { entries: 0 },
    });
  });

  it('passes over an empty checkpoint', async () => {
    const empty = {
      size: 0,
      note: noteText({ origin: ORIGIN, size: 0, root: naiveRoot([]) }, [ours]),
    };

    expect(await verifyEntries({ lines: [], checkpoints: [empty] }, own)).toMatchObject({
      status: 'proven',
      checked: { checkpoints: 1 },
    });
  });
});

describe('when keys change', () => {
  it('says from where on another key signs', async () => {
    const writer = new CaseWriter()
      .add(opened)
      .checkpoint([ours])
      .add(note('x'))
      .checkpoint([next]);

    const verdict = await verifyEntries(liveLog(writer), { keys: [ours.vkey, next.vkey] });

    expect(verdict.status).toBe('proven');
    expect(verdict.notes).toContainEqual({
      place: 'checkpoint 3',
      message: `from here on another key signs: ${next.vkey} instead of ${ours.vkey}`,
    });
  });

  it('says nothing where one key goes on beside a new one', async () => {
    const writer = new CaseWriter()
      .add(opened)
      .checkpoint([ours])
      .add(note('x'))
      .checkpoint([ours, witness]);

    const { notes, trust } = await verifyEntries(liveLog(writer), {
      keys: [ours.vkey, witness.vkey],
    });

    expect(notes.filter(({ message }) => message.includes('another key'))).toEqual([]);
    expect(trust.keys.map(({ checkpoints }) => checkpoints)).toEqual([2, 1]);
  });

  it('says that a checkpoint was signed of which no entry speaks', async () => {
    const writer = new CaseWriter().add(opened).checkpoint([ours], false).add(note('x'));

    expect((await verifyEntries(liveLog(writer), own)).notes).toContainEqual({
      place: 'checkpoint 1',
      message: 'no entry of the log says that it was signed',
    });
  });
});

describe('when entries say what is not so of a checkpoint', () => {
  it.each([
    ['another key', { key: 'somebody' }, 'log.checkpoint'],
    ['another root', { root: 'ab'.repeat(32) }, 'log.checkpoint'],
    ['another note', { note: 'ab'.repeat(32) }, 'checkpoint.altered'],
  ])('tells that they name %s', async (_, change, code) => {
    const writer = new CaseWriter().add(opened).checkpoint([ours]);
    const { body } = JSON.parse(writer.lines[1] ?? '') as { body: object };
    const other = new CaseWriter().add(opened, {
      type: 'checkpoint.signed',
      body: { ...body, ...change },
    });

    const verdict = await verifyEntries({ ...liveLog(writer), lines: other.lines }, own);

    expect(verdict.faults.map((fault) => fault.code)).toEqual([code]);
  });
});

describe('when the reader knows checkpoints from elsewhere', () => {
  const writer = new CaseWriter().add(opened, note('x')).checkpoint([ours]);
  const given = (size: number, root: Uint8Array, origin = ORIGIN) => ({
    ...own,
    knownCheckpoints: [noteText({ origin, size, root }, [ours])],
  });

  it.each([
    ['that hold', given(1, naiveRoot(writer.leaves.slice(0, 1))), []],
    ['of nothing', given(0, naiveRoot([])), []],
    ['that are newer', given(9, naiveRoot([])), ['checkpoint.rolled-back checkpoint 9 (given)']],
    [
      'with another root',
      given(2, naiveRoot([])),
      ['checkpoint.inconsistent checkpoint 2 (given)'],
    ],
    [
      'of another case',
      given(1, naiveRoot([]), 'afo.case/x'),
      ['checkpoint.origin checkpoint 1 (given)'],
    ],
    [
      'that nobody known signed',
      {
        ...own,
        knownCheckpoints: [noteText({ origin: ORIGIN, size: 1, root: naiveRoot([]) }, [witness])],
      },
      ['checkpoint.unknown-key checkpoint 1'],
    ],
  ])('judges ones %s', async (_, options, expected) => {
    const { faults } = await verifyEntries(liveLog(writer), options);

    expect(faults.map(({ code, place }) => `${code} ${place}`)).toEqual(expected);
  });
});
