import { describe, expect, it } from 'vitest';

import { ORIGIN } from '../../tests/support/case-writer.ts';
import { noteKey, noteText } from '../../tests/support/keys.ts';
import { naiveRoot } from '../../tests/support/naive-tree.ts';
import { VerifyError } from '../errors.ts';
import { knownNotes } from './known-notes.ts';
import { readNote, signersOf } from './note.ts';
import { readVkey } from './vkey.ts';

const ours = noteKey('afo.example/ours');
const witness = noteKey('witness.example');
const root = naiveRoot([]);
const note = noteText({ origin: ORIGIN, size: 13, root }, [ours, witness]);
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof VerifyError ? error.code : String(error);
  }
  return 'nothing thrown';
};

describe('when a note is read', () => {
  it('gives what it states and who claims to have signed it', () => {
    const read = readNote(Buffer.from(note));

    expect(read).toMatchObject({ origin: ORIGIN, size: 13, root: root.toString('hex') });
    expect(read.lines.map(({ name, id }) => `${name} ${id}`)).toEqual([
      `${ours.name} ${ours.id}`,
      `${witness.name} ${witness.id}`,
    ]);
  });

  it.each([
    ['nothing', ''],
    ['no signature', `${ORIGIN}\n13\n${root.toString('base64')}\n`],
    ['no blank line', note.replace('\n\n', '\n')],
    ['no line feed at the end', note.slice(0, -1)],
    ['a carriage return', note.replace('13\n', '13\r\n')],
    ['an extension line', note.replace('13\n', '13\nextra\n')],
    ['a leading zero', note.replace('\n13\n', '\n013\n')],
    ['a size that is not exact', note.replace('\n13\n', '\n99999999999999999999\n')],
    ['a short root', note.replace(root.toString('base64'), 'AAAA')],
    [
      'a root with stray bits',
      note.replace(/=\n/, (end) => end).replace(/[A-Za-z0-9+/]=\n/, '9=\n'),
    ],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['a signature that is not base64', note.replace(/ [A-Za-z0-9+/=]+\n$/, ' !!!!\n')],
    ['a signature that is too short', `${ORIGIN}\n13\n${root.toString('base64')}\n\n— ours AAAA\n`],
    [
      'a signature with stray bits',
      note.replace(/=\n$/, (end) => end).replace(/[A-Za-z0-9+/]==?\n$/, '9=\n'),
    ],
  ])('refuses one with %s', (_, text) => {
    expect(codeOf(() => readNote(Buffer.from(text)))).toBe('verify.invalid-note');
  });

  it('refuses bytes that are no text, and texts without end', () => {
    expect(codeOf(() => readNote(Buffer.from([0xff, 0xfe])))).toBe('verify.invalid-note');
    expect(codeOf(() => readNote(Buffer.alloc(65_537, 0x41)))).toBe('verify.invalid-note');
  });

  it('takes notes that the reader brings as text or as bytes', () => {
    expect(knownNotes([note, Buffer.from(note)]).map(({ size }) => size)).toEqual([13, 13]);
    expect(codeOf(() => knownNotes(['x']))).toBe('verify.invalid-note');
  });
});

describe('when signatures are checked', () => {
  const read = readNote(Buffer.from(note));
  const known = (key: ReturnType<typeof noteKey>) => readVkey(key.vkey);

  it('names the known keys that signed, and ignores others', () => {
    expect(
      signersOf(read, [known(ours), known(noteKey('nobody'))]).map(({ name }) => name),
    ).toEqual([ours.name]);
    expect(signersOf(read, [known(ours), known(witness)])).toHaveLength(2);
    expect(signersOf(read, [known(noteKey('nobody'))])).toEqual([]);
  });

  it('rejects the note when a known key fails, even if another holds', () => {
    const forged = note.replace(
      /(— witness\.example .{12})./,
      (_, start: string) => `${start}${note.includes(`${start}A`) ? 'B' : 'A'}`,
    );

    expect(
      codeOf(() => signersOf(readNote(Buffer.from(forged)), [known(ours), known(witness)])),
    ).toBe('verify.invalid-note');
  });
});

describe('when a vkey is read', () => {
  it('takes a key whose base64 holds a plus sign', () => {
    const odd = Array.from({ length: 50 }, (_, index) => noteKey(`k${String(index)}`)).find(
      ({ vkey }) => vkey.split('+').length > 3,
    );

    expect(readVkey(odd?.vkey ?? '').name).toBe(odd?.name);
  });

  it.each([
    ['nothing', ''],
    ['no key id', 'name+AAAA'],
    ['another key id', ours.vkey.replace(ours.id, '00000000')],
    ['another algorithm', `name+00000000+${Buffer.alloc(33, 2).toString('base64')}`],
    ['a short key', `name+00000000+${Buffer.alloc(32, 1).toString('base64')}`],
    ['stray bits', ours.vkey.replace(/.$/, '')],
    ['a space in its name', ours.vkey.replace('ours', 'ou rs')],
  ])('refuses one with %s', (_, vkey) => {
    expect(codeOf(() => readVkey(vkey))).toBe('verify.invalid-key');
  });
});
