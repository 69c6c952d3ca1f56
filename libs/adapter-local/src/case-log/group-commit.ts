import type { DatabaseSync } from 'node:sqlite';
import type { PortError } from '@afo/ports';
import { transaction } from './database.ts';

/** Requests that go into one transaction at most, so that no other process waits long for its turn. */
const GROUP = 256;

interface Waiting {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (reason: PortError) => void;
}

/**
 * Puts writes that were asked for in the same moment into one transaction: one commit, and one wait for the disk,
 * serves them all. A write that throws is undone alone; the others are not touched by it. No promise resolves before
 * the commit has.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #asError: (error: unknown) => PortError;
  readonly #committed: () => void;
  #waiting: Waiting[] = [];
  #scheduled = false;

  constructor(
    database: DatabaseSync,
    on: { readonly error: (error: unknown) => PortError; readonly commit: () => void },
  ) {
    this.#database = database;
    this.#asError = on.error;
    this.#committed = on.commit;
  }

  run(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, resolve, reject });
      this.#schedule();
    });
  }

  /** Writes whatever waits, now. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commit(this.#waiting.splice(0, GROUP));
  }

  // The check phase comes after all input of this turn of the event loop, so what arrived together is one group.
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit(this.#waiting.splice(0, GROUP));
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #commit(group: readonly Waiting[]): void {
    if (group.length === 0) return;
    const outcomes = this.#inOneTransaction(group);
    for (const [index, { resolve, reject }] of group.entries()) {
      const failure = outcomes[index];
      if (failure === undefined) resolve();
      else reject(failure);
    }
    this.#committed();
  }

  /** Per write, why it failed; when the commit itself fails, every one of them has. */
  #inOneTransaction(group: readonly Waiting[]): readonly (PortError | undefined)[] {
    try {
      return transaction(this.#database, () => group.map(({ write }) => this.#alone(write)));
    } catch (error) {
      const failure = this.#asError(error);
      return group.map(() => failure);
    }
  }

  #alone(write: () => void): PortError | undefined {
    this.#database.exec('SAVEPOINT one');
    try {
      write();
      return undefined;
    } catch (error) {
      // A full disk may have ended the whole transaction; then there is nothing to go back to.
      if (!this.#database.isTransaction) throw error;
      this.#database.exec('ROLLBACK TO one');
      return this.#asError(error);
    } finally {
      if (this.#database.isTransaction) this.#database.exec('RELEASE one');
    }
  }
}
