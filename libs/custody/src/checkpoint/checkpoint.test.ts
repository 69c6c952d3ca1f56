import { caseIdSchema } from '@afo/domain';
import type { CaseId, Sha256 } from '@afo/domain';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../../tests/support/code-of.ts';
import { makeSigner } from '../../tests/support/signer.ts';
import {
  checkpointText,
  CompactRange,
  emptyRoot,
  formatVkey,
  keyId,
  leafHash,
  noteOf,
  parseVkey,
  signCheckpoint,
} from '../index.ts';

const CASE = caseIdSchema.parse('0193a1b2-0000-7000-8000-000000000001');
const range = new CompactRange();
range.append(leafHash('entry'));
const checkpoint = { caseId: CASE, size: 1, root: range.root() };
const signature = { keyName: 'k', keyId: Buffer.alloc(4), signature: Buffer.alloc(64) };

describe('when a checkpoint is written', () => {
  it('states origin, size and root, the root as bytes or as hex', () => {
    expect(checkpointText(checkpoint)).toBe(
      `afo.case/${CASE}\n1\n${Buffer.from(range.root()).toString('base64')}\n`,
    );
    expect(checkpointText({ ...checkpoint, root: range.rootHex() })).toBe(
      checkpointText(checkpoint),
    );
    expect(checkpointText({ caseId: CASE, size: 0, root: emptyRoot() })).toContain('\n0\n');
  });

  it.each([
    ['no case', { caseId: 'x' as CaseId }, 'custody.invalid-note'],
    ['a size that is none', { size: -1 }, 'custody.invalid-note'],
    ['a broken size', { size: 1.5 }, 'custody.invalid-note'],
    ['a root that is no digest', { root: Buffer.alloc(3) }, 'custody.invalid-digest'],
    ['a root that is no hex', { root: 'xyz' as Sha256 }, 'custody.invalid-note'],
  ])('refuses %s', (_, change, code) => {
    expect(codeOf(() => checkpointText({ ...checkpoint, ...change }))).toBe(code);
  });
});

describe('when a note is put together', () => {
  it('has a line for each signer', () => {
    expect(noteOf('a\nb\n', [signature, { ...signature, keyName: 'l' }])).toBe(
      `a\nb\n\n— k ${'A'.repeat(90)}A=\n— l ${'A'.repeat(90)}A=\n`.replaceAll(
        /A+=/g,
        Buffer.alloc(68).toString('base64'),
      ),
    );
  });

  it.each([
    ['nothing', ''],
    ['no line feed at the end', 'a'],
    ['a carriage return', 'a\r\n'],
    ['an escape', '\u001b\n'],
    ['an escape within', 'a\u001b\n'],
    ['a lone surrogate', 'a\ud800\n'],
  ])('refuses a text with %s', (_, text) => {
    expect(codeOf(() => noteOf(text, [signature]))).toBe('custody.invalid-note');
  });

  it('refuses a note that nobody signs', () => {
    expect(codeOf(() => noteOf('a\n', []))).toBe('custody.invalid-note');
  });
});

describe('when a checkpoint is signed', () => {
  it('is a note that its key verifies', async () => {
    const signer = makeSigner();
    const note = await signCheckpoint(checkpoint, signer);
    const key = parseVkey(await signer.publicKey());

    expect(note.startsWith(`${checkpointText(checkpoint)}\n— afo.example/test `)).toBe(true);
    expect(Buffer.from(note.trimEnd().split(' ').at(-1) ?? '', 'base64').subarray(0, 4)).toEqual(
      Buffer.from(keyId(key)),
    );
  });

  it('lets no note out that its own key refuses', async () => {
    const [signer, other] = [makeSigner(), makeSigner()];

    await expect(
      signCheckpoint(checkpoint, { ...signer, sign: (bytes) => other.sign(bytes) }),
    ).rejects.toMatchObject({ code: 'custody.bad-signature' });
    await expect(
      signCheckpoint(checkpoint, { ...signer, sign: () => Promise.resolve(Buffer.alloc(3)) }),
    ).rejects.toMatchObject({ code: 'custody.bad-signature' });
    await expect(
      signCheckpoint(checkpoint, { ...signer, keyName: 'another' }),
    ).rejects.toMatchObject({ code: 'custody.invalid-key' });
  });
});

describe('when a key travels as a vkey', () => {
  const key = { name: 'afo.example/k', publicKey: new Uint8Array(32).fill(7) };
  const vkey = formatVkey(key);

  it('comes back as it was', () => {
    expect(parseVkey(vkey)).toEqual(key);
  });

  // The example of the C2SP signed-note specification and of golang.org/x/mod/sumdb/note.
  it('has the key id that other programs compute', () => {
    expect(
      parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW').name,
    ).toBe('PeterNeumann');
  });

  it.each([
    ['nothing', ''],
    ['another key id', vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['another algorithm', `k+00000000+${Buffer.alloc(33, 2).toString('base64')}`],
    ['a short key', `k+00000000+${Buffer.alloc(9, 1).toString('base64')}`],
    ['base64 that is not canonical', vkey.replace(/.$/, '')],
    ['a space in its name', vkey.replace('afo.example', 'afo example')],
  ])('is refused with %s', (_, text) => {
    expect(codeOf(() => parseVkey(text))).toBe('custody.invalid-key');
  });

  it.each(['', 'a b', 'a+b', 'a\ud800'])('is not made of the name %j', (name) => {
    expect(codeOf(() => formatVkey({ ...key, name }))).toBe('custody.invalid-key');
  });
});
