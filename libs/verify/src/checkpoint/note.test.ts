import { createECDH, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { ORIGIN } from '../../tests/support/case-writer.ts';
import { ecdsaNoteKey, noteKey, noteText } from '../../tests/support/keys.ts';
import { naiveRoot } from '../../tests/support/naive-tree.ts';
import { VerifyError } from '../errors.ts';
import { sha256Hex } from '../sha256.ts';
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

describe('when an ECDSA key signed', () => {
  const key = ecdsaNoteKey('afo.example/ecdsa');
  const signed = noteText({ origin: ORIGIN, size: 13, root }, [key]);
  const withSignature = (hex: string): string =>
    signed.replace(
      /[^ ]+\n$/,
      `${Buffer.concat([Buffer.from(key.id, 'hex'), Buffer.from(hex, 'hex')]).toString('base64')}\n`,
    );
  const judge = (text: string, vkey = key.vkey) =>
    signersOf(readNote(Buffer.from(text)), [readVkey(vkey)]);

  it('names the key and its algorithm', () => {
    expect(judge(signed)).toMatchObject([{ name: key.name, algorithm: 'ecdsa-p256' }]);
  });

  it('takes a note of another log as its own programs do', () => {
    // Key and checkpoint of rekor.sigstore.dev, which transparency-dev/formats holds its own code against.
    const vkey =
      'rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=';
    const theirs =
      'Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n— rekor.sigstore.dev wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n';

    expect(judge(theirs, vkey)).toHaveLength(1);
    expect(codeOf(() => judge(theirs.replace('798034', '798035'), vkey))).toBe(
      'verify.invalid-note',
    );
  });

  it('refuses the other s of the same signature, which anybody can compute', () => {
    const large = ecdsaNoteKey('afo.example/ecdsa', 'large');
    const text = noteText({ origin: ORIGIN, size: 13, root }, [large]);

    expect(codeOf(() => judge(text, large.vkey))).toBe('verify.invalid-note');
  });

  it.each([
    ['another number', '3006020101020101'],
    ['no sequence', '3106020101020101'],
    ['a false length', '3007020101020101'],
    ['a zero too many', '300702020001020101'],
    ['a negative number', '3006020181020101'],
    ['zero', '3006020100020101'],
    ['another type', '3006030101020101'],
    ['one number', '3003020101'],
    ['a number cut off', '30040201010220'],
    ['something behind it', '300702010102010100'],
    ['an s of more than 32 bytes', `3026020101022100${'ff'.repeat(32)}`],
    ['one byte', '30'],
  ])('refuses a signature with %s', (_, hex) => {
    expect(codeOf(() => judge(withSignature(hex)))).toBe('verify.invalid-note');
  });
});

const P256 = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const spkiOn = (namedCurve: string): Buffer =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'der', type: 'spki' });
const compressed = (): Buffer =>
  Buffer.concat([
    Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'),
    Buffer.from(createECDH('prime256v1').generateKeys('hex', 'compressed'), 'hex'),
  ]);
/** A vkey with its right key id, whatever its key is. */
const ecdsaVkey = (spki: Buffer): string =>
  `k+${sha256Hex(spki).slice(0, 8)}+${Buffer.concat([Buffer.of(2), spki]).toString('base64')}`;

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
    ['another algorithm', `name+00000000+${Buffer.alloc(33, 3).toString('base64')}`],
    ['bytes for a key', ecdsaVkey(Buffer.alloc(91, 1))],
    ['a point beside the curve', ecdsaVkey(Buffer.concat([P256, Buffer.alloc(64, 1)]))],
    ['a key on another curve', ecdsaVkey(spkiOn('P-384'))],
    ['a compressed point', ecdsaVkey(compressed())],
    ['something behind the key', ecdsaVkey(Buffer.concat([spkiOn('P-256'), Buffer.of(0)]))],
    ['a short key', `name+00000000+${Buffer.alloc(32, 1).toString('base64')}`],
    ['stray bits', ours.vkey.replace(/.$/, '')],
    ['a space in its name', ours.vkey.replace('ours', 'ou rs')],
  ])('refuses one with %s', (_, vkey) => {
    expect(codeOf(() => readVkey(vkey))).toBe('verify.invalid-key');
  });
});
