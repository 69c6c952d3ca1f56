import type { Instant } from '@afo/domain';
import { epochOf } from '@afo/domain';

/** Times laid out on a line from `left` to `right`. */
export interface TimeScale {
  readonly left: number;
  readonly right: number;
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  readonly x: number;
  readonly time: string;
  /** Set where the day is another than that of the tick before. */
  readonly day?: string;
}

export const timeScale = (
  span: { readonly from: Instant; readonly to: Instant },
  line: { readonly left: number; readonly right: number },
): TimeScale => ({
  ...line,
  from: epochOf(span.from),
  to: Math.max(epochOf(span.to), epochOf(span.from) + 1),
});

/** Where an instant stands; undefined outside of the scale. */
export function positionOf(scale: TimeScale, instant: Instant): number | undefined {
  const time = epochOf(instant);
  if (time < scale.from || time > scale.to) return undefined;
  return round(
    scale.left + ((time - scale.from) / (scale.to - scale.from)) * (scale.right - scale.left),
  );
}

/** A tenth of a point: no eye sees more, and no machine's arithmetic changes it. */
export const round = (value: number): number => Math.round(value * 10) / 10;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20_000, 100_000, 1_000_000].map(
    (days) => days * DAY,
  ),
];
const MOST_TICKS = 7;

/** Round times, at most seven of them. */
export function ticksOf(scale: TimeScale): readonly Tick[] {
  const span = scale.to - scale.from;
  const step = STEPS.find((candidate) => span / candidate <= MOST_TICKS) ?? span;
  const first = Math.ceil(scale.from / step) * step;
  const times = Array.from(
    { length: Math.floor((scale.to - first) / step) + 1 },
    (_, index) => first + index * step,
  );
  let dayBefore = '';
  return times.map((time) => {
    const instant = new Date(time).toISOString();
    const day = instant.slice(0, instant.indexOf('T'));
    const isNew = day !== dayBefore;
    dayBefore = day;
    return {
      x: round(scale.left + ((time - scale.from) / span) * (scale.right - scale.left)),
      time: step < MINUTE ? instant.slice(-13, -5) : instant.slice(-13, -8),
      ...(isNew ? { day } : {}),
    };
  });
}
