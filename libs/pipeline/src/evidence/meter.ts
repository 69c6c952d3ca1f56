import type { Progress } from '@afo/ports';

export interface MeterOptions {
  readonly progress: (progress: Progress) => void;
  readonly now: () => number;
}

const EVERY_MS = 500;

/** Tells how far a long work has come, at most twice a second. */
export class Meter {
  readonly #options: MeterOptions;
  readonly #total: number;
  readonly #startedAt: number;
  #told: number;
  #done = 0;

  constructor(options: MeterOptions, total: number) {
    this.#options = options;
    this.#total = total;
    this.#startedAt = options.now();
    this.#told = this.#startedAt;
  }

  add(bytes: number, activity: string): void {
    this.#done += bytes;
    const now = this.#options.now();
    if (now - this.#told < EVERY_MS) return;
    this.#told = now;
    this.#tell(activity, now);
  }

  end(activity: string): void {
    this.#tell(activity, this.#options.now());
  }

  #tell(activity: string, now: number): void {
    const seconds = (now - this.#startedAt) / 1000;
    const bytesPerSecond = seconds > 0 ? Math.round(this.#done / seconds) : 0;
    const left = this.#total - this.#done;
    const rate =
      bytesPerSecond > 0 ? { bytesPerSecond, etaSeconds: Math.ceil(left / bytesPerSecond) } : {};
    this.#options.progress({
      done: this.#done,
      total: this.#total,
      unit: 'bytes',
      activity,
      ...rate,
    });
  }
}
