import type { Detection, Instant } from '@afo/domain';
import { epochOf, instantOf } from '@afo/domain';

/** A span of time that the picture shows. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Longest span in which single acts can still be told apart in the picture. */
const WIDEST = 14 * DAY;
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * The span worth drawing: the fourteen days (or less) that hold most detections with a time, with some air around.
 * One time that an attacker has set to 1999 or 2099 cannot squeeze the rest into a line. Without any, the ninety days
 * before the case was opened.
 */
export function spanOf(detections: readonly Detection[], openedAt: Instant): Span {
  const times = timesOf(detections);
  const [first, last] = densest(times);
  if (first === undefined || last === undefined)
    return { from: within(epochOf(openedAt) - 90 * DAY), to: openedAt };
  const air = Math.max(MINUTE, (last - first) * 0.04);
  return {
    from: within(Math.floor((first - air) / 1000) * 1000),
    to: within(Math.ceil((last + air) / 1000) * 1000),
  };
}

const within = (time: number): Instant => instantOf(Math.min(Math.max(time, EARLIEST), LATEST));

/** Times of what speaks for a compromise; of anything at all where nothing does. */
function timesOf(detections: readonly Detection[]): readonly number[] {
  const grave = detections.filter(({ severity }) => severity !== 'informational');
  const chosen = grave.some(({ at }) => at !== undefined) ? grave : detections;
  return chosen
    .flatMap(({ at, until }) => [at, until])
    .filter((instant) => instant !== undefined)
    .map(epochOf)
    .toSorted((a, b) => a - b);
}

function densest(times: readonly number[]): readonly [number | undefined, number | undefined] {
  let best: readonly [number | undefined, number | undefined] = [undefined, undefined];
  let most = 0;
  let start = 0;
  for (const [end, last] of times.entries()) {
    while (last - (times[start] ?? last) > WIDEST) start += 1;
    if (end - start + 1 > most) {
      most = end - start + 1;
      best = [times[start], last];
    }
  }
  return best;
}
