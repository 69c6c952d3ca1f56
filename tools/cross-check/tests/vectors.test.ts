import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '@afo/custody';
import { verifyConsistency, verifyEntries, verifyInclusion } from '@afo/verify';
import { describe, expect, it } from 'vitest';

import { makeVectors } from '../src/vectors/vectors.ts';

const folder = fileURLToPath(new URL('../../../docs/spec/vectors/', import.meta.url));
const fixed = readdirSync(folder).filter((name) => name !== 'README.md');
const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}${name}`, 'utf8'));

interface LogVectors {
  readonly entries: readonly { readonly line: string }[];
}
interface NoteVectors {
  readonly keys: readonly { readonly vkey: string }[];
  readonly notes: readonly { readonly size: number; readonly note: string }[];
  readonly refused: readonly { readonly why: string; readonly note: string }[];
  readonly ecdsa: {
    readonly key: { readonly vkey: string };
    readonly size: number;
    readonly note: string;
    readonly otherS: string;
  };
}
interface ProofVectors {
  readonly size: number;
  readonly root: string;
  readonly inclusion: readonly {
    readonly index: number;
    readonly leaf: string;
    readonly proof: readonly string[];
  }[];
  readonly consistency: readonly {
    readonly size: number;
    readonly root: string;
    readonly proof: readonly string[];
  }[];
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('when the test vectors are made anew', () => {
  it('are those that are published, byte for byte', async () => {
    const vectors = await makeVectors();

    expect(fixed.sort()).toEqual([...vectors.keys()].sort());
    for (const [name, text] of vectors)
      expect(readFileSync(`${folder}${name}`, 'utf8'), name).toBe(text);
  });
});

describe('when the verifier reads the test vectors', () => {
  const lines = (read('case-log.json') as LogVectors).entries.map(({ line }) => line);
  const { keys, notes, refused, ecdsa } = read('checkpoint.json') as NoteVectors;
  const pinned = { keys: keys.map(({ vkey }) => vkey) };

  it('proves the log by its checkpoints', async () => {
    const verdict = await verifyEntries({ lines, checkpoints: notes }, pinned);

    expect(verdict).toMatchObject({
      status: 'proven',
      faults: [],
      checked: { entries: lines.length, checkpoints: notes.length },
    });
  });

  it.each(refused)('refuses a note: $why', async ({ note }) => {
    const { faults } = await verifyEntries(
      { lines, checkpoints: [{ size: lines.length, note }] },
      pinned,
    );

    expect(faults.filter(({ code }) => code.startsWith('checkpoint.'))).toHaveLength(1);
  });

  it('proves the first entry by a key of ECDSA, and takes one form of its signature alone', async () => {
    const judged = (note: string) =>
      verifyEntries(
        { lines: lines.slice(0, ecdsa.size), checkpoints: [{ size: ecdsa.size, note }] },
        { keys: [ecdsa.key.vkey] },
      );

    expect(await judged(ecdsa.note)).toMatchObject({
      status: 'proven',
      trust: { keys: [{ algorithm: 'ecdsa-p256', checkpoints: 1 }] },
    });
    expect((await judged(ecdsa.otherS)).faults.map(({ code }) => code)).toEqual([
      'checkpoint.signature',
    ]);
  });

  it('accepts every proof', () => {
    const { size, root, inclusion, consistency } = read('proofs.json') as ProofVectors;
    const second = { size, root: bytes(root) };

    for (const { index, leaf, proof } of inclusion) {
      expect(
        verifyInclusion({
          leaf: bytes(leaf),
          index,
          size,
          root: bytes(root),
          proof: proof.map(bytes),
        }),
      ).toBe(true);
    }
    for (const one of consistency) {
      expect(
        verifyConsistency({
          first: { size: one.size, root: bytes(one.root) },
          second,
          proof: one.proof.map(bytes),
        }),
      ).toBe(true);
    }
  });

  it('has no canonical form for what the vectors refuse', () => {
    const { refused: texts } = read('canonical-json.json') as {
      refused: readonly { readonly text: string }[];
    };

    for (const { text } of texts)
      expect(() => canonicalJson(JSON.parse(text))).toThrow(/no canonical JSON form/);
  });
});
