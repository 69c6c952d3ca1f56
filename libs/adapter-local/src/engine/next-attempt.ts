import type { Instant, ReadyStep, StepNode } from '@afo/domain';
import { epochOf } from '@afo/domain';

/** What a ready step waits for: its first or next attempt, or the end of the one that was begun. */
export interface NextAttempt {
  readonly attempt: number;
  readonly begun: boolean;
  /** Not before then, in milliseconds since 1970. */
  readonly notBefore: number;
}

/** Longest pause between two attempts, in seconds. */
const LONGEST_PAUSE = 300;

/**
 * The attempt that a ready step is at. Attempts are counted by the log, per step and item: no other step's failures
 * use them up, and no restart gives them back.
 */
export function nextAttempt({ node, state }: ReadyStep): NextAttempt {
  if (state === undefined) return { attempt: 1, begun: false, notBefore: 0 };
  if (state.status === 'started') return { attempt: state.attempt, begun: true, notBefore: 0 };
  const failedAt = state.endedAt === undefined ? 0 : epochOf(state.endedAt);
  return {
    attempt: state.attempt + 1,
    begun: false,
    notBefore: failedAt + pauseAfter(node, state.attempt) * 1000,
  };
}

/** The pause doubles with each failed attempt. */
const pauseAfter = (node: StepNode, attempt: number): number =>
  Math.min(LONGEST_PAUSE, node.retry.backoffSeconds * 2 ** (attempt - 1));

/** True when an attempt that began then has used up its time and the grace to say so itself. */
export const isOverdue = (
  node: StepNode,
  begunAt: Instant | undefined,
  at: { readonly now: Instant; readonly graceMs: number },
): boolean =>
  begunAt !== undefined &&
  epochOf(at.now) > epochOf(begunAt) + node.timeoutSeconds * 1000 + at.graceMs;
