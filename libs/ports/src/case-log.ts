import type { CaseId, Entry, Instant, Sha256, Subject } from '@afo/domain';

/** An entry with its line of canonical JSON, exactly the bytes that are hashed (no line feed). */
export interface LogLine {
  readonly entry: Entry;
  readonly line: string;
}

/** A signed checkpoint as it is kept: the C2SP signed note over the first `size` entries, and its RFC 3161 token. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
  readonly timestamp?: Uint8Array;
}

/** What a list of cases shows; a read model that adapters derive from the entries in the same transaction. */
export interface CaseSummary {
  readonly id: CaseId;
  readonly status: 'open' | 'closed';
  readonly title: string;
  readonly subject: Subject;
  readonly openedAt: Instant;
  readonly lastAt: Instant;
  readonly size: number;
}

export interface CaseFilter {
  readonly status?: 'open' | 'closed';
  readonly subjectKey?: string;
  /** Exact matches on the subject's account, region, kind and id. */
  readonly account?: string;
  readonly region?: string;
  readonly kind?: Subject['kind'];
  readonly resource?: string;
  /** Most rows to return, newest first; default 100. */
  readonly limit?: number;
  /** Rows after this case of the same listing. */
  readonly after?: CaseId;
}

/**
 * The append-only log of all cases; the only memory of the product.
 *
 * MUST: append all of `lines` or none, durably (they survive power loss once the promise resolves); refuse with
 * `case-log.conflict` (retryable) unless the case has exactly `expectedSize` entries; refuse a `case.opened` whose
 * subject has an open case with SubjectClaimedError, atomically, and free the subject at `case.closed`; return lines
 * byte for byte as they were given. Reads see every append that has resolved, also from other processes.
 * MUST NOT: offer change or deletion of an entry, renumber, reorder, or parse a line into another line.
 * MAY differ: how fast `follow` hears of an append (at most 2 s).
 */
export interface CaseLog {
  append(caseId: CaseId, expectedSize: number, lines: readonly LogLine[]): Promise<void>;
  /** Lines from sequence number `from` (default 0) in order; nothing for an unknown case. */
  read(caseId: CaseId, from?: number): AsyncIterable<LogLine>;
  list(filter?: CaseFilter): Promise<readonly CaseSummary[]>;
  /** Resolves when something was appended to any case since the call, or after `timeoutMs`; says whether. */
  changed(timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
  /** Keeps a checkpoint; create-only per size and idempotent for the same note. */
  keepCheckpoint(caseId: CaseId, checkpoint: StoredCheckpoint): Promise<void>;
  /** All checkpoints of a case by size. */
  checkpoints(caseId: CaseId): Promise<readonly StoredCheckpoint[]>;
  /** Makes the read model anew from the entries, and says how many cases it holds. */
  rebuild(): Promise<number>;
  close(): Promise<void>;
}

/** Signs checkpoint notes (docs/spec/checkpoint.md). MUST never let the private key leave it. */
export interface CheckpointSigner {
  readonly keyName: string;
  /** The C2SP vkey string: `name+hex key id+base64(algorithm byte and public key)`. */
  publicKey(): Promise<string>;
  /**
   * The signature over the note text (which ends with a line feed): the 64 bytes of Ed25519, or, where the published
   * key is one of ECDSA P-256, the DER of a signature over SHA-256 of the text. Either s of ECDSA may come.
   */
  sign(noteText: Uint8Array): Promise<Uint8Array>;
}

/**
 * An RFC 3161 authority. `stamp` returns the DER of the TimeStampResp (`.tsr`) over a SHA-256 digest; MUST check
 * status, imprint and nonce before it returns. @throws PortError `timestamp.refused`, `timestamp.unavailable`.
 */
export interface TimestampAuthority {
  stamp(digest: Sha256): Promise<Uint8Array>;
}
