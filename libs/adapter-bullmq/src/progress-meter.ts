import type { Progress } from '@afo/ports';

interface Reading {
  readonly at: number;
  readonly done: number;
}

const WINDOW = 20_000;

/** Adds rate and remaining time, from the readings of the last 20 seconds, where a worker did not give them. */
export class ProgressMeter {
  #readings: Reading[] = [];
  #activity = '';

  /** `now` in milliseconds of a clock that never goes back. */
  read(progress: Progress, now: number): Progress {
    if (progress.activity !== this.#activity) this.#readings = [];
    this.#activity = progress.activity;
    this.#readings = [
      ...this.#readings.filter(({ at }) => now - at <= WINDOW),
      { at: now, done: progress.done },
    ];
    const rate = this.#rate();
    if (rate === undefined || rate <= 0) return progress;
    return { ...rateOf(progress, rate), ...etaOf(progress, rate), ...progress };
  }

  #rate(): number | undefined {
    const [first, last] = [this.#readings.at(0), this.#readings.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < 500) return undefined;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }
}

const rateOf = ({ unit }: Progress, rate: number): Partial<Progress> =>
  unit === 'bytes' ? { bytesPerSecond: Math.round(rate) } : {};

const etaOf = ({ total, done }: Progress, rate: number): Partial<Progress> =>
  total === undefined ? {} : { etaSeconds: Math.max(0, Math.round((total - done) / rate)) };
