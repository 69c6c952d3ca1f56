/** Work in this process that goes on beside the engine's passes, by name; one of a name at a time. */
export class InFlight {
  readonly #running = new Map<string, Running>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  has(name: string): boolean {
    return this.#running.has(name);
  }

  /** True when no more is to be begun now. */
  get full(): boolean {
    return this.#running.size >= this.#limit;
  }

  begin(name: string, work: (signal: AbortSignal) => Promise<unknown>, onError: OnError): void {
    const abort = new AbortController();
    const done = work(abort.signal)
      .catch(onError)
      .then(() => {
        if (this.#running.get(name)?.abort === abort) this.#running.delete(name);
      });
    this.#running.set(name, { abort, done });
  }

  abort(name: string, reason: unknown): void {
    this.#running.get(name)?.abort.abort(reason);
  }

  /** Forgets work that heeds no abort; what it still does finds in the log that its turn is over. */
  leaveBehind(name: string): void {
    this.#running.delete(name);
  }

  /** Lets everything come to its end, and aborts after `graceMs` what has not. */
  async end(graceMs: number): Promise<void> {
    const all = Promise.all([...this.#running.values()].map(({ done }) => done));
    await orAfter(graceMs, all);
    for (const { abort } of this.#running.values()) abort.abort(new Error('the engine ends'));
    await orAfter(graceMs, all);
  }
}

type OnError = (error: unknown) => void;

interface Running {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

const orAfter = (ms: number, happening: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void happening.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
