import type { EvidenceId, Sha256 } from '@afo/domain';

import { CustodyError } from '../errors.ts';

/** Where each thing lies in a bundle (docs/spec/bundle.md). */
export const bundlePath = {
  caseLog: 'data/case.log',
  /** The leaf hashes of the log, 32 bytes each: they let a reader name the very entry that was altered. */
  caseLeaves: 'data/case.leaves',
  guide: 'data/VERIFY.md',
  checkpoint: (size: number): string => `data/checkpoints/${String(size)}.note`,
  timestamp: (size: number): string => `data/timestamps/${String(size)}.tsr`,
  /** `vkey` as the signer gives it; the file is named by its key id, since a key name may hold a slash. */
  key: (vkey: string): string => `data/keys/${keyIdOf(vkey)}.vkey`,
  manifest: (item: EvidenceId): string => `data/manifests/${item}.json`,
  blocks: (item: EvidenceId): string => `data/blocks/${item}.blocks`,
  report: (name: string): string => `data/report/${plainName(name)}`,
  /** The place of a stored object, by its vault key `cases/<case>/<item>/<name>`. */
  evidence: (key: string): string => `data/evidence/${itemAndName(key)}`,
} as const;

/** Name of an object in the vault: `cases/<case>/<item>/<first 16 hex of stored sha256>-<name>`. */
export const vaultKey = (place: {
  readonly case: string;
  readonly item: EvidenceId;
  readonly sha256: Sha256;
  readonly name: string;
}): string =>
  `cases/${place.case}/${place.item}/${place.sha256.slice(0, 16)}-${plainName(place.name)}`;

function keyIdOf(vkey: string): string {
  const id = /^[^+]+\+([0-9a-f]{8})\+/.exec(vkey)?.[1];
  if (id === undefined) throw new CustodyError('custody.invalid-key', 'not a vkey string');
  return id;
}

function itemAndName(key: string): string {
  const rest = /^cases\/[^/]+\/(E-\d{4,}\/[^/]+)$/.exec(key)?.[1];
  if (rest === undefined)
    throw new CustodyError('custody.invalid-path', 'not the key of a stored object');
  return rest;
}

function plainName(name: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(name)) return name;
  throw new CustodyError(
    'custody.invalid-path',
    'a file name of letters, digits, dot, dash and underscore',
  );
}
