import { MAX_ENTRY_BYTES } from '@afo/domain';

import type { BagFiles } from '../bag/bag-files.ts';
import { CASE_LEAVES, CASE_LOG } from '../bundle-paths.ts';
import type { SignedCheckpoint } from '../checkpoint/checkpoints.ts';
import { entryPlace, filePlace, Findings } from '../faults.ts';
import { DIGEST_BYTES, MerkleTree } from '../tree/merkle-tree.ts';
import { LogAudit } from './audit.ts';
import { eachLine } from './lines.ts';
import type { Line } from './lines.ts';

/** Leaf hashes are held in memory only to name what was altered, and only so many. */
const MAX_LEAVES_BYTES = 134_217_728;

interface Comparison {
  readonly files: BagFiles;
  readonly audit: LogAudit;
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly findings: Findings;
}

/**
 * Uses the leaf hashes of the bundle. They prove nothing by themselves; but when they give the roots that are signed,
 * and the log does not, they name the very entries that are not as signed (docs/spec/bundle.md line 9).
 */
export async function compareLeaves({
  files,
  audit,
  checkpoints,
  findings,
}: Comparison): Promise<void> {
  if (!files.has(CASE_LEAVES)) return;
  files.claim(CASE_LEAVES);
  if (!files.has(CASE_LOG)) return;
  const digest = await files.digest(CASE_LEAVES);
  if (digest === undefined || digest.sha256 === audit.leavesDigest) return;
  const leaves = await files.read(CASE_LEAVES, MAX_LEAVES_BYTES);
  if (leaves === undefined) return;
  const newest = checkpoints.at(-1);
  if (newest === undefined || rootOf(leaves, newest.size) !== newest.root || holds(newest, audit)) {
    findings.fault('log.leaves', filePlace(CASE_LEAVES), 'not the leaf hashes of the log');
    return;
  }
  await nameAltered(leaves, files, findings);
}

const holds = ({ size, root }: SignedCheckpoint, audit: LogAudit): boolean =>
  audit.milestone(size)?.root === root;

function rootOf(leaves: Uint8Array, size: number): string | undefined {
  if (leaves.length < size * DIGEST_BYTES) return undefined;
  const tree = new MerkleTree();
  for (let at = 0; at < size; at += 1) tree.append(leafAt(leaves, at));
  return tree.rootHex();
}

/** A second walk along the log, each entry against the leaf of its number. */
async function nameAltered(leaves: Uint8Array, files: BagFiles, findings: Findings): Promise<void> {
  const second = new LogAudit(new Findings(), []);
  const compare = (line: Line): void => {
    const { seq, leaf } = second.take(line);
    if (Buffer.from(leaf).equals(leafAt(leaves, seq))) return;
    findings.fault('log.altered', entryPlace(seq), 'not the entry that was signed');
  };
  try {
    await eachLine(files.stream(CASE_LOG), MAX_ENTRY_BYTES, compare);
  } catch (cause) {
    files.unreadable(CASE_LOG, cause);
  }
}

const leafAt = (leaves: Uint8Array, index: number): Uint8Array =>
  leaves.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
