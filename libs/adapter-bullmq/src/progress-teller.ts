import type { Progress } from '@afo/ports';
import { ProgressMeter } from './progress-meter.ts';

/** Progress is told at most so often, in milliseconds. */
const INTERVAL = 500;

/**
 * Tells of progress now and then, and never later than half a second: the last reading always comes through.
 * Progress is throw-away news, so a message that could not be sent is not sent again.
 */
export class ProgressTeller {
  readonly #meter = new ProgressMeter();
  readonly #tell: (progress: Progress) => Promise<void>;
  #next: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (progress: Progress) => Promise<void>) {
    this.#tell = tell;
  }

  tell(progress: Progress): void {
    this.#next = this.#meter.read(progress, performance.now());
    if (this.#timer === undefined) this.#send();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = undefined;
  }

  #send(): void {
    const progress = this.#next;
    this.#timer = undefined;
    if (progress === undefined) return;
    this.#next = undefined;
    this.#tell(progress).catch(() => undefined);
    this.#timer = setTimeout(() => {
      this.#send();
    }, INTERVAL);
  }
}
