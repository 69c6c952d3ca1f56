import type { HostCalls, In, Operation } from './host/host-calls.ts';

export interface OpenCalls extends HostCalls {
  readonly close: () => void;
}

interface Kept {
  readonly calls: OpenCalls;
  /** Calls that have not been answered yet. */
  underWay: number;
}

/** Each holds ten clients with their connections; a case uses a handful at a time. */
const MOST_OPEN = 16;

/**
 * Calls to places, each opened when it is first needed and kept for the next call. Cases come and go while a worker
 * lives on: those that were used longest ago are closed, never one with a call under way, and opened anew when needed.
 */
export class CallsInPlaces<To> {
  readonly #opener: (to: To) => OpenCalls;
  readonly #most: number;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();

  constructor(opener: (to: To) => OpenCalls, most = MOST_OPEN) {
    this.#opener = opener;
    this.#most = most;
  }

  to(place: To): HostCalls {
    return { call: (operation, input) => this.#call(place, operation, input) };
  }

  close(): void {
    for (const { calls } of this.#kept.values()) calls.close();
    this.#kept.clear();
  }

  async #call<K extends Operation>(place: To, operation: K, input: In<K>) {
    const kept = this.#use(place);
    kept.underWay += 1;
    try {
      return await kept.calls.call(operation, input);
    } finally {
      kept.underWay -= 1;
    }
  }

  #use(place: To): Kept {
    const key = JSON.stringify(place);
    const kept = this.#kept.get(key) ?? { calls: this.#opener(place), underWay: 0 };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    this.#closeIdle(key);
    return kept;
  }

  #closeIdle(but: string): void {
    for (const [key, { calls, underWay }] of [...this.#kept]) {
      if (this.#kept.size <= this.#most) return;
      if (key === but || underWay > 0) continue;
      calls.close();
      this.#kept.delete(key);
    }
  }
}
