import { caseIdSchema, sha256Schema } from '@afo/domain';
import type { CaseId, Sha256 } from '@afo/domain';

import { CustodyError } from '../errors.ts';
import { checkedDigest } from '../hash.ts';

/** What a checkpoint states: the first `size` entries of a case have this root. */
export interface Checkpoint {
  readonly caseId: CaseId;
  readonly size: number;
  /** 32 bytes, or their hex. */
  readonly root: Uint8Array | Sha256;
}

/** First line of a checkpoint: which log it speaks of. */
export const originOf = (caseId: CaseId): string => `afo.case/${caseId}`;

/**
 * The text that is signed (C2SP tlog-checkpoint): origin, size, base64 root, each with a line feed.
 * @throws {CustodyError} `custody.invalid-note`, `custody.invalid-digest`
 */
export function checkpointText({ caseId, size, root }: Checkpoint): string {
  if (!caseIdSchema.safeParse(caseId).success) throw invalidNote('the case id is not a UUIDv7');
  if (!Number.isSafeInteger(size) || size < 0) throw invalidNote('the size is not a whole number');
  return `${originOf(caseId)}\n${String(size)}\n${Buffer.from(bytesOf(root)).toString('base64')}\n`;
}

function bytesOf(root: Uint8Array | Sha256): Uint8Array {
  if (typeof root !== 'string') return checkedDigest(root);
  if (!sha256Schema.safeParse(root).success) throw invalidNote('the root is not a SHA-256 digest');
  return Buffer.from(root, 'hex');
}

const invalidNote = (why: string): CustodyError =>
  new CustodyError('custody.invalid-note', `not a checkpoint: ${why}`);
