import type { CaseId, EntryBody, Source } from '@afo/domain';
import type { HostChange } from './host-control.ts';

/** A snapshot that the step `snapshot` has begun of a volume. */
export interface TakenSnapshot {
  readonly volume: string;
  readonly snapshot: string;
}

/** How a handover lets others see and stop it. Everything that it changes goes through `carryOut`, written ahead. */
export interface HandoverContext {
  readonly case: CaseId;
  /** All snapshots of the case so far, from its log. */
  readonly taken: readonly TakenSnapshot[];
  /** What the log of the case holds as changed, oldest first; what an attempt before has made of this source is there. */
  readonly done: readonly EntryBody<'resource.changed'>[];
  /** Ids of changes that were begun and are not done by the log: what they make may be there already. */
  readonly open: readonly string[];
  readonly carryOut: (changes: readonly HostChange[]) => Promise<void>;
  readonly signal: AbortSignal;
  readonly progress: (detail: string) => void;
}

/**
 * Brings what a planned source names to where this account can read it for good: the snapshot of a volume is waited
 * for, copied under a key that can be shared where its own cannot, shared, copied, and locked.
 *
 * MUST: fail for one source alone; wait with a bound; find again what an earlier attempt has made.
 * MUST NOT: delete anything but what it made itself on the way, and that in `cleanUp` alone (C16).
 */
export interface DiskHandover {
  /** The source to open in place of the planned one; the same where nothing is to be done. */
  ready(source: Source, context: HandoverContext): Promise<Source>;
  /** Takes away the intermediates of a source whose evidence is verified. */
  cleanUp(source: Source, context: HandoverContext): Promise<void>;
}
