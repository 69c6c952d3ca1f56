import type { Verification, VerifyOptions } from '../../src/index.ts';
import { verifyBundle } from '../../src/index.ts';
import { decodeZstd } from '../../src/node/index.ts';
import type { Bundle, Fetched } from './bundle.ts';
import { readerOf, rebag, sha256 } from './bundle.ts';
import { CaseWriter, logFiles } from './case-writer.ts';
import { exported, granted, opened } from './drafts.ts';
import type { ItemPlan } from './items.ts';
import { sealItem, vaultKey } from './items.ts';
import { noteKey } from './keys.ts';

export const KEY = noteKey('afo.example/ours');
export const BLOCK = 524_288;
export const DISK = Buffer.concat([
  Buffer.alloc(BLOCK),
  Buffer.alloc(BLOCK, 7),
  Buffer.from('tail'),
]);

export interface Change {
  /** Puts in, or takes away, files. */
  readonly files?: readonly (readonly [string, Buffer | undefined])[];
  readonly fetch?: readonly Fetched[];
  readonly options?: VerifyOptions;
  readonly disposed?: boolean;
}

/** The verdict over a bundle with one item. */
export async function verdictOn(
  plan: Partial<ItemPlan>,
  change: Change = {},
): Promise<Verification> {
  const writer = new CaseWriter().add(opened, granted);
  const sealed = sealItem(writer, {
    item: 'E-0001',
    kind: 'disk',
    format: 'raw',
    parts: [DISK],
    ...plan,
  });
  if (change.disposed === true)
    writer.add({
      type: 'evidence.disposed',
      body: { item: 'E-0001', reason: 'over', retentionEnded: '2026-11-24T03:00:00.000Z' },
    });
  writer.add(exported()).checkpoint([KEY], false);
  const bundle: Bundle = new Map([...logFiles(writer, [KEY]), ...sealed.files]);
  for (const [path, bytes] of change.files ?? []) {
    if (bytes === undefined) bundle.delete(path);
    else bundle.set(path, bytes);
  }
  return verifyBundle(readerOf(rebag(bundle, change.fetch)), {
    decode: decodeZstd,
    ...change.options,
  });
}

export const found = ({ faults }: Verification): string[] =>
  faults.map(({ code, message }) => `${code}: ${message}`);
export const noted = ({ notes }: Verification): string[] =>
  notes.filter(({ place }) => place === 'item E-0001').map(({ message }) => message);
export const content = (bytes: Buffer, more: object = {}) => ({
  bytes: bytes.length,
  sha256: sha256(bytes),
  ...more,
});
export const stored = (bytes: Buffer, more: object = {}) => ({
  key: vaultKey('E-0001', bytes, 'part-0'),
  bytes: bytes.length,
  sha256: sha256(bytes),
  format: 'raw',
  ...more,
});
export const objectPath = (bytes: Buffer, name = 'part-0'): string =>
  `data/evidence/${vaultKey('E-0001', bytes, name).split('/').slice(2).join('/')}`;
