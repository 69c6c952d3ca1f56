import type { Instant, Sha256 } from '@afo/domain';

/** A part of an event that was not taken, as it is to be kept. */
export interface RejectedDraft {
  readonly at: Instant;
  /** Stable code, e.g. `event.not-json`. */
  readonly code: string;
  /** A sentence, safe to publish. */
  readonly reason: string;
  readonly findingIds: readonly string[];
  /** The bytes as they came. */
  readonly raw: Uint8Array;
}

/** A kept rejection without its bytes. */
export interface RejectedEvent extends Omit<RejectedDraft, 'raw'> {
  readonly id: string;
  readonly sha256: Sha256;
  readonly bytes: number;
}

/**
 * The dead letters of findings: what could not be taken waits here until it is replayed (ING-6).
 *
 * MUST: keep the bytes exactly and durably before `keep` resolves; be create-only; give one id to the same bytes with
 * the same code and reason, so that a sender that repeats itself fills nothing; check the digest at `read`; keep a
 * settled rejection, out of the list. `keep` and `settle` are idempotent. One rejection that is damaged MUST show up
 * in the list (code `rejected-events.damaged`) and MUST NOT hide the others.
 * MUST NOT: lose, change or delete a rejection.
 */
export interface RejectedEvents {
  /** Keeps a rejection and gives its id. */
  keep(rejection: RejectedDraft): Promise<string>;
  /** What waits for replay, oldest first. */
  list(): Promise<readonly RejectedEvent[]>;
  /** The bytes as they came. @throws PortError `rejected-events.not-found`, `rejected-events.damaged` */
  read(id: string): Promise<Uint8Array>;
  /** The rejection was replayed with success: it waits no longer, and is kept. @throws `rejected-events.not-found` */
  settle(id: string): Promise<void>;
}
