import type { EbsCall } from './types.ts';

const KEPT = 200_000;

/** The last calls; older ones are forgotten so that a long run does not fill the memory. */
export class CallBook {
  #calls: EbsCall[] = [];

  add(call: EbsCall): void {
    this.#calls.push(call);
    if (this.#calls.length > 2 * KEPT) this.#calls = this.#calls.slice(-KEPT);
  }

  list(): readonly EbsCall[] {
    return this.#calls.slice(-KEPT);
  }
}
