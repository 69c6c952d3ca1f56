import { setTimeout as timer } from 'node:timers/promises';

/** How long is waited for what AWS does in its own time. Milliseconds. */
export interface HandoverPatience {
  /** The longest for one snapshot or copy to be complete. */
  readonly completeMs: number;
  /** The first interval between two looks; it grows by half up to the longest. */
  readonly firstLookMs: number;
  readonly longestLookMs: number;
  /** The longest for a change to be seen by whoever asks: EC2 is eventually consistent. */
  readonly visibleMs: number;
  /** The longest for room among copies in progress, of which an account may have so many in a region. */
  readonly roomMs: number;
}

/** Hours, since the first snapshot of a large volume takes them; below the 24 hours that an acquisition may take. */
export const HANDOVER_PATIENCE: HandoverPatience = {
  completeMs: 12 * 3_600_000,
  firstLookMs: 2_000,
  longestLookMs: 60_000,
  visibleMs: 60_000,
  roomMs: 4 * 3_600_000,
};

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export const sleepFor: Sleep = (ms, signal) => timer(ms, undefined, { signal });

/** Waiting with a bound, in intervals that grow. */
export interface Waiting {
  readonly patience: HandoverPatience;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
}

/**
 * Asks again and again until there is an answer; undefined when the time is over. The time is that of the sleeps: a
 * clock that jumps makes no wait shorter or longer.
 */
export async function askUntil<T>(
  { patience, sleep, signal }: Waiting,
  boundMs: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let interval = patience.firstLookMs;
  for (let waited = 0; ; waited += interval, interval = longer(interval, patience)) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (waited + interval > boundMs) return undefined;
    await sleep(interval, signal);
  }
}

const longer = (interval: number, { longestLookMs }: HandoverPatience): number =>
  Math.min(longestLookMs, interval * 1.5);
