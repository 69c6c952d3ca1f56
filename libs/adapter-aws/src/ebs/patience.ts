import { setTimeout as sleep } from 'node:timers/promises';

/** How long errors are borne. Times in milliseconds. */
export interface Patience {
  /** Attempts at one request that ends in errors which pass: 5xx, a broken or silent connection, a wrong checksum. */
  readonly attempts: number;
  /** First pause; it doubles up to `longestPauseMs`, and what is waited is a random part of it. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** How long one request may be throttled before the source is given up for this attempt of the step. */
  readonly throttledMs: number;
  /** The longest that one answer may take, body and all. */
  readonly answerMs: number;
}

export const PATIENCE: Patience = {
  attempts: 8,
  pauseMs: 100,
  longestPauseMs: 10_000,
  throttledMs: 300_000,
  answerMs: 60_000,
};

/** Waits before the next try: anything between nothing and the doubled pause, so that many readers come apart. */
export async function pause(
  { pauseMs, longestPauseMs }: Patience,
  tries: number,
  signal: AbortSignal,
): Promise<void> {
  const longest = Math.min(longestPauseMs, pauseMs * 2 ** Math.min(tries, 20));
  await sleep(Math.random() * longest, undefined, { signal });
}
