import type { Instant } from '@afo/domain';
import { instantOf } from '@afo/domain';
import type { Clock } from '@afo/ports';

const START = Date.parse('2026-11-24T04:00:00.000Z');

/** A clock that runs as fast as the wall's from a fixed instant on, and can be put forward. */
export class RunningClock implements Clock {
  readonly #from = performance.now();
  #ahead = 0;

  now(): Instant {
    return instantOf(Math.floor(START + performance.now() - this.#from + this.#ahead));
  }

  putForward(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}
