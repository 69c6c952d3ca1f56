import type { WallClock } from '../host/time-zone.ts';
import type { Stamp } from './syslog-line.ts';

const DAY = 86_400;
const HALF_A_YEAR = 182 * DAY;

/**
 * Finds the years of lines that have none. A log goes forward: where the date falls back by more than half a year, a
 * new year has begun. One line with a year fixes all others; without any, the last line is taken to be the latest
 * moment of its date that is not after the file was last written.
 */
export class YearFinder {
  readonly #clock: WallClock;
  #turns = 0;
  #previous: number | undefined;
  #firstYear: number | undefined;
  #lastYearless:
    { readonly stamp: Stamp & { kind: 'yearless' }; readonly turns: number } | undefined;

  constructor(clock: WallClock) {
    this.#clock = clock;
  }

  /** First pass: sees every stamp of the file in its order. */
  see(stamp: Stamp): void {
    this.#turn(stamp);
    if (stamp.kind === 'moment') this.#firstYear ??= yearOf(stamp.seconds) - this.#turns;
    else this.#lastYearless = { stamp, turns: this.#turns };
  }

  /** Between the passes: `writtenAt` is when the file was last written, in seconds since 1970. */
  settle(writtenAt: number): void {
    if (this.#firstYear === undefined && this.#lastYearless !== undefined) {
      const { stamp, turns } = this.#lastYearless;
      const year = yearOf(writtenAt);
      const fits = this.#secondsOf(stamp, year) <= writtenAt + DAY;
      this.#firstYear = (fits ? year : year - 1) - turns;
    }
    this.#turns = 0;
    this.#previous = undefined;
  }

  /** Second pass: the moment of every stamp, in the same order. */
  resolve(stamp: Stamp): number {
    this.#turn(stamp);
    return stamp.kind === 'moment'
      ? stamp.seconds
      : this.#secondsOf(stamp, (this.#firstYear ?? 1970) + this.#turns);
  }

  #turn(stamp: Stamp): void {
    const now = placeInYear(stamp);
    const before = this.#previous ?? now;
    if (now < before - HALF_A_YEAR) this.#turns += 1;
    // A stray line of the old year after the turn, or one that somebody made up.
    else if (now > before + HALF_A_YEAR) this.#turns -= 1;
    this.#previous = now;
  }

  #secondsOf(stamp: Stamp & { kind: 'yearless' }, year: number): number {
    return this.#clock.toSeconds(Date.UTC(year, stamp.month, stamp.day) / 1000 + stamp.secondOfDay);
  }
}

const yearOf = (seconds: number): number => new Date(seconds * 1000).getUTCFullYear();

function placeInYear(stamp: Stamp): number {
  if (stamp.kind === 'moment') return stamp.seconds - Date.UTC(yearOf(stamp.seconds), 0, 1) / 1000;
  return (
    Date.UTC(2000, stamp.month, stamp.day) / 1000 - Date.UTC(2000, 0, 1) / 1000 + stamp.secondOfDay
  );
}
