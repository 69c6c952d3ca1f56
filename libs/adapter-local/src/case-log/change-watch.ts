/** How often other processes' commits are looked for, in milliseconds; only while somebody waits. */
const INTERVAL = 75;

interface Waiter {
  readonly since: number;
  readonly settle: (changed: boolean) => void;
}

/**
 * Tells when the database file was changed, by this process or by another one. `version` is SQLite's data version
 * (https://sqlite.org/pragma.html#pragma_data_version): it differs when any other connection has committed.
 */
export class ChangeWatch {
  readonly #version: () => number;
  readonly #waiters = new Set<Waiter>();
  #seen: number;
  #changes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(version: () => number) {
    this.#version = version;
    this.#seen = version();
  }

  /** Resolves with true at the first change after this call, with false after `timeoutMs` or when aborted. */
  next(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    this.#look();
    if (signal?.aborted === true || timeoutMs <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const stop = (): void => {
        waiter.settle(false);
      };
      const timer = setTimeout(stop, timeoutMs);
      const waiter: Waiter = {
        since: this.#changes,
        settle: (changed) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', stop);
          this.#waiters.delete(waiter);
          this.#rest();
          resolve(changed);
        },
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.#waiters.add(waiter);
      this.#timer ??= setInterval(() => {
        this.notice();
      }, INTERVAL);
    });
  }

  /** Looks at once, as after an own commit. */
  notice(): void {
    this.#look();
    for (const waiter of [...this.#waiters])
      if (waiter.since !== this.#changes) waiter.settle(true);
  }

  close(): void {
    for (const waiter of [...this.#waiters]) waiter.settle(false);
  }

  #look(): void {
    const version = this.#version();
    if (version === this.#seen) return;
    this.#seen = version;
    this.#changes += 1;
  }

  #rest(): void {
    if (this.#waiters.size > 0 || this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
