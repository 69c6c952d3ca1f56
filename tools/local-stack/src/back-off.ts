const FIRST = 500;
const LONGEST = 30_000;
/** A child that ran so long was well; what happens now is a new trouble. */
const WELL = 60_000;

/** How long to wait before a child that died is started again: longer each time, while it keeps dying. */
export class BackOff {
  #troubles = 0;

  /** `ranMs`: how long it had run. Returns the pause in milliseconds. */
  pauseAfter(ranMs: number): number {
    this.#troubles = ranMs >= WELL ? 0 : this.#troubles;
    const pause = Math.min(LONGEST, FIRST * 2 ** this.#troubles);
    this.#troubles += 1;
    return pause;
  }
}
