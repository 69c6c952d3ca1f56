import { originOf, parseVkey, sha256Hex, signCheckpoint } from '@afo/custody';
import { caseIdSchema, sha256Schema } from '@afo/domain';

import { ecdsaVector } from './ecdsa.ts';
import { VECTOR_CASE } from './entries.ts';
import type { PublicSigner } from './key.ts';
import { publicSigner } from './key.ts';
import { rootsOf } from './log.ts';

const SIGNER = publicSigner('afo.example/vectors');
const WITNESS = publicSigner('witness.example/vectors');
const STRANGER = publicSigner('stranger.example/vectors');
const caseId = caseIdSchema.parse(VECTOR_CASE);

/** Signed notes that are right, and notes that every verifier refuses, each with the reason. */
export async function checkpointVectors(lines: readonly string[]) {
  const roots = rootsOf(lines).filter(({ size }) => size === 1 || size === lines.length);
  const notes = [];
  for (const { size, root } of roots) notes.push(await noteVector(size, root));
  const whole = notes.at(-1)?.note ?? '';
  return {
    origin: originOf(caseId),
    keys: [SIGNER, WITNESS].map(keyVector),
    notes,
    refused: refused(
      whole,
      await sign(STRANGER, roots.at(-1)?.size ?? 0, roots.at(-1)?.root ?? ''),
    ),
    ecdsa: await ecdsaVector(caseId, 1, roots[0]?.root ?? ''),
  };
}

const keyVector = ({ seed, vkey, keyName }: PublicSigner) => ({
  name: keyName,
  seed,
  vkey,
  keyId: Buffer.from(parseVkey(vkey).keyId).toString('hex'),
});

/** A note with two signers: the second line is that of a witness. */
async function noteVector(size: number, root: string) {
  const [ours, witnessed] = [await sign(SIGNER, size, root), await sign(WITNESS, size, root)];
  const note = `${ours}${witnessed.split('\n\n')[1] ?? ''}`;
  return {
    size,
    root,
    text: ours.slice(0, ours.indexOf('\n\n') + 1),
    note,
    sha256: sha256Hex(note),
  };
}

const sign = (signer: PublicSigner, size: number, root: string): Promise<string> =>
  signCheckpoint({ caseId, size, root: sha256Schema.parse(root) }, signer);

const refused = (note: string, foreign: string) => [
  { why: 'another size than was signed', note: note.replace(/\n\d+\n/, '\n99\n') },
  {
    why: 'another root than was signed',
    note: note.replace(/\n[^\n]{43}=\n/, `\n${'A'.repeat(43)}=\n`),
  },
  {
    why: 'the signature of a known key fails, that of another holds',
    note: note.replace(
      /(— witness\.example\/vectors .{10})./,
      (all, start: string) => `${start}${all.endsWith('A') ? 'B' : 'A'}`,
    ),
  },
  { why: 'no known key has signed', note: foreign },
  { why: 'no signature', note: note.slice(0, note.indexOf('\n\n') + 2) },
  { why: 'no empty line before the signatures', note: note.replace('\n\n', '\n') },
  { why: 'a hyphen for the em dash', note: note.replace(/— /g, '- ') },
  { why: 'no line feed at the end', note: note.slice(0, -1) },
];
