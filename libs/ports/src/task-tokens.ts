import type { CaseId } from '@afo/domain';

/** What a state machine of a cloud waits for: the end of an attempt, or an answer at an approval point. */
export interface Waiting {
  readonly case: CaseId;
  readonly key: string;
  readonly attempt: number;
}

/**
 * The tokens under which a state machine waits for others.
 *
 * MUST: keep a token where only those who answer can read it; forget it with the case's work; let a newer token of the
 * same wait take the place of the older one. `nobody` is the answer where no state machine waits (any more); it is no
 * error, since the log is the truth and whoever waited has looked there.
 * MUST NOT: write a token to a log or a queue. It is a credential (F-62).
 */
export interface TaskTokens {
  keep(waiting: Waiting, token: string): Promise<void>;
  /** The wait is over: whoever waits looks at the log now. */
  wake(waiting: Waiting): Promise<'told' | 'nobody'>;
  /** A sign of life; without one the wait ends. */
  heartbeat(waiting: Waiting): Promise<'told' | 'nobody'>;
}
