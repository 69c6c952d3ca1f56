import { createHash } from 'node:crypto';
import { EMPTY_SHA256, instantOf, keptRejectionSchema } from '@afo/domain';
import type { Instant, Sha256 } from '@afo/domain';
import { sha256Hex } from '../hash.ts';

/** What is kept of a part of an event that was not taken. */
export interface Rejected {
  readonly at: Instant;
  readonly code: string;
  readonly reason: string;
  readonly findingIds: readonly string[];
  readonly raw: Uint8Array;
}

/** A rejection as its file holds it: one line of JSON about it, a line feed, and the bytes as they came. */
export interface RejectedFile {
  readonly event: Omit<Rejected, 'raw'> & {
    readonly id: string;
    readonly sha256: Sha256;
    readonly bytes: number;
  };
  readonly raw: Uint8Array;
}

/** One id for the same bytes with the same code and reason. */
export function rejectedId({ code, reason, raw }: Rejected): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([code, reason]))
    .update('\n')
    .update(raw);
  return hash.digest('hex').slice(0, 32);
}

/** The bytes of a rejection's file. */
export function encodeRejected(
  id: string,
  { at, code, reason, findingIds, raw }: Rejected,
): Uint8Array {
  const head = keptRejectionSchema.parse({
    v: 1,
    id,
    at,
    code,
    reason,
    findingIds: [...findingIds],
    sha256: sha256Hex(raw),
    bytes: raw.byteLength,
  });
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), raw]);
}

/** Reads a rejection's file; undefined when it is not what was written. */
export function decodeRejected(id: string, bytes: Uint8Array): RejectedFile | undefined {
  const end = bytes.indexOf(0x0a);
  const head = keptRejectionSchema.safeParse(
    parsed(Buffer.from(bytes.subarray(0, Math.max(end, 0))).toString('utf8')),
  );
  const raw = bytes.subarray(end + 1);
  if (!head.success || head.data.id !== id || head.data.sha256 !== sha256Hex(raw)) return undefined;
  const { at, code, reason, findingIds, sha256, bytes: length } = head.data;
  return { event: { id, at, code, reason, findingIds, sha256, bytes: length }, raw };
}

/** What a list shows of a rejection whose file cannot be read: that it is there. */
export const damagedRejection = (id: string, reason: string): RejectedFile['event'] => ({
  id,
  at: instantOf(0),
  code: 'rejected-events.damaged',
  reason,
  findingIds: [],
  sha256: EMPTY_SHA256,
  bytes: 0,
});

/** The oldest first; those of one instant in the order of their ids. */
export function byAge(one: RejectedFile['event'], other: RejectedFile['event']): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
