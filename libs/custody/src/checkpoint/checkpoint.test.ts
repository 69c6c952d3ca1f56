import { createECDH, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { caseIdSchema } from '@afo/domain';
import type { CaseId, Sha256 } from '@afo/domain';
import { describe, expect, it } from 'vitest';

import { canonicalEcdsa } from './ecdsa-signature.ts';
import { codeOf } from '../../tests/support/code-of.ts';
import { makeSigner } from '../../tests/support/signer.ts';
import {
  checkpointText,
  CompactRange,
  emptyRoot,
  leafHash,
  noteOf,
  parseVkey,
  sha256Hex,
  signCheckpoint,
  vkeyOf,
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
  it.each(['ed25519', 'ecdsa-p256'] as const)('is a note that its %s key verifies', async (one) => {
    const signer = makeSigner('afo.example/test', one);
    const note = await signCheckpoint(checkpoint, signer);
    const key = parseVkey(await signer.publicKey());

    expect(note.startsWith(`${checkpointText(checkpoint)}\n— afo.example/test `)).toBe(true);
    expect(Buffer.from(note.trimEnd().split(' ').at(-1) ?? '', 'base64').subarray(0, 4)).toEqual(
      Buffer.from(key.keyId),
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

describe('when the key is one of ECDSA', () => {
  const signer = makeSigner('afo.example/ecdsa', 'ecdsa-p256');
  const keptOf = async (): Promise<Buffer> => {
    const line = (await signCheckpoint(checkpoint, signer)).trimEnd().split(' ').at(-1) ?? '';
    return Buffer.from(line, 'base64').subarray(4);
  };

  it('keeps the smaller s, so that nobody makes another note of one that is signed', async () => {
    const signatures = await Promise.all(Array.from({ length: 32 }, keptOf));

    for (const der of signatures) {
      const s = der.subarray(6 + (der[3] ?? 0));
      expect(s.length).toBeLessThanOrEqual(32);
      expect((s[0] ?? 0) < 0x80).toBe(true);
      expect(canonicalEcdsa(der)).toEqual(new Uint8Array(der));
    }
  });

  it('gives both forms of one signature as one', () => {
    const [small, large] = [
      '0203010203',
      `0221 00${'f'.repeat(8)}${'0'.repeat(8)}${'f'.repeat(16)}bce6faada7179e84f3b9cac2fc62234e`,
    ];
    const [low, high] = [`3008 020101 ${small}`, `3026 020101 ${large}`].map((hex) =>
      Buffer.from(hex.replaceAll(' ', ''), 'hex'),
    );

    expect(canonicalEcdsa(high ?? Buffer.of())).toEqual(new Uint8Array(low ?? Buffer.of()));
  });

  it.each([
    ['nothing', ''],
    ['no sequence', '3106020101020101'],
    ['a zero too many', '300702020001020101'],
    ['a length in two bytes', '308106020101020101'],
    ['a negative number', '3006020181020101'],
    ['something behind it', '300602010102010100'],
    ['one number', '3003020101'],
    ['three numbers', '3009020101020101020101'],
    ['64 bytes without DER', 'ab'.repeat(64)],
  ])('lets no signature out that is %s', async (_, hex) => {
    const sign = () => Promise.resolve(Buffer.from(hex, 'hex'));

    await expect(signCheckpoint(checkpoint, { ...signer, sign })).rejects.toMatchObject({
      code: 'custody.bad-signature',
    });
  });
});

describe('when a key travels as a vkey', () => {
  const name = 'afo.example/k';
  const { publicKey } = generateKeyPairSync('ed25519');
  const vkey = vkeyOf(name, publicKey);

  it.each([
    ['ed25519', publicKey],
    ['ecdsa-p256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey],
  ])('comes back as it was (%s)', (algorithm, key) => {
    const read = parseVkey(vkeyOf(name, key));

    expect(read).toMatchObject({ name, algorithm });
    expect(read.publicKey.equals(key)).toBe(true);
  });

  // The example of the C2SP signed-note specification and of golang.org/x/mod/sumdb/note, and the key of a public log
  // (rekor.sigstore.dev), as transparency-dev/formats tests it.
  it.each([
    ['PeterNeumann', 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    [
      'rekor.sigstore.dev',
      'rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=',
    ],
  ])('has the key id that other programs compute (%s)', (expected, text) => {
    const key = parseVkey(text);

    expect(key.name).toBe(expected);
    expect(vkeyOf(key.name, key.publicKey)).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['another key id', vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['another algorithm', `k+00000000+${Buffer.alloc(33, 3).toString('base64')}`],
    ['a short key', vkeyWith(1, Buffer.alloc(9, 1))],
    ['a key of ECDSA without its curve', vkeyWith(2, Buffer.alloc(65, 4))],
    ['a point beside the curve', vkeyWith(2, pointSpki(Buffer.alloc(64, 1)))],
    ['base64 that is not canonical', vkey.replace(/.$/, '')],
    ['a space in its name', vkey.replace('afo.example', 'afo example')],
  ])('is refused with %s', (_, text) => {
    expect(codeOf(() => parseVkey(text))).toBe('custody.invalid-key');
  });

  it.each(['', 'a b', 'a+b', 'a\ud800'])('is not made of the name %j', (wrong) => {
    expect(codeOf(() => vkeyOf(wrong, publicKey))).toBe('custody.invalid-key');
  });

  it.each([
    ['on another curve', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey],
    ['of RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey],
    ['whose point is compressed', compressed()],
  ])('is not made of a key %s', (_, key) => {
    expect(codeOf(() => vkeyOf(name, key))).toBe('custody.invalid-key');
  });
});

/** A vkey `k` with its right key id, whatever its key is. */
function vkeyWith(type: 1 | 2, key: Uint8Array): string {
  const material = Buffer.concat([Uint8Array.of(type), key]);
  const id = sha256Hex(type === 1 ? Buffer.concat([Buffer.from('k\n'), material]) : key);
  return `k+${id.slice(0, 8)}+${material.toString('base64')}`;
}

const pointSpki = (point: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex'),
    point,
  ]);

function compressed(): KeyObject {
  const point = Buffer.from(createECDH('prime256v1').generateKeys('hex', 'compressed'), 'hex');
  const head = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
  return createPublicKey({ key: Buffer.concat([head, point]), format: 'der', type: 'spki' });
}
