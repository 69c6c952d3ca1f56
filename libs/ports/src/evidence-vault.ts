import type { CaseId, EvidenceId, Instant, StoredObject } from '@afo/domain';

export interface VaultAddress {
  readonly case: CaseId;
  readonly item: EvidenceId;
  /** Plain file name: letters, digits, dot, dash, underscore; at most 128 characters. */
  readonly name: string;
  readonly format: StoredObject['format'];
  readonly part?: number;
}

/** An object in the making: nothing of it can be read, and nothing of it counts, before `commit` has resolved. */
export interface ObjectWriter {
  /** Takes the bytes when the promise resolves (back-pressure). The buffer is not kept. */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the object durable and immutable under its final key; digest and length are of the bytes as stored. */
  commit(): Promise<StoredObject>;
  /** Gives up; leaves nothing behind. Safe after any error, and after `commit` (then a no-op). */
  abort(): Promise<void>;
}

/** Retention of an object. An object is deletable only when `until` has passed and no hold is on. */
export interface Retention {
  readonly until?: Instant;
  readonly legalHold: boolean;
}

/**
 * Write-once storage for evidence. Keys: `cases/<case>/<item>/<first 16 hex of stored sha256>-<name>`.
 *
 * MUST: create only (a second object of the same key with the same bytes resolves to the first, with other bytes is
 * `vault.exists`); hash what it stores itself; put the case's retention and hold on the object in the same act; refuse
 * deletion and overwriting with `vault.protected`; never shorten a retention; clear what an aborted or killed writer
 * left (`sweep`), never what was committed. `read` returns exactly the stored bytes.
 * MUST NOT: give a caller a way around: no path, no handle, no URL with more than create.
 */
export interface EvidenceVault {
  create(address: VaultAddress): Promise<ObjectWriter>;
  head(key: string): Promise<StoredObject | undefined>;
  /** Stored bytes from `start` (default 0) up to, not including, `end` (default the end). @throws `vault.not-found` */
  read(
    key: string,
    range?: { readonly start?: number; readonly end?: number },
  ): AsyncIterable<Uint8Array>;
  /** Committed objects below `cases/<case>/` or `cases/<case>/<item>/`, by key. */
  inventory(caseId: CaseId, item?: EvidenceId): AsyncIterable<StoredObject>;
  /** Sets retention and legal hold of all objects of the case, present and to come; never shortens. */
  protect(caseId: CaseId, retention: Retention): Promise<void>;
  retention(key: string): Promise<Retention>;
  /** @throws `vault.protected` while retention or hold last. */
  dispose(key: string): Promise<void>;
  /** Removes leftovers of writers that died, older than `olderThanMs`; returns how many. */
  sweep(olderThanMs: number): Promise<number>;
  /** Bytes that can still be stored, where the stack knows. */
  free(): Promise<number | undefined>;
}
