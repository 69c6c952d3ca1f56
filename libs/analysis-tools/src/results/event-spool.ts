import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import type { AnalysisSink, EventDraft } from '@afo/ports';
import { z } from 'zod';

const rowSchema = z.object({ event: z.string() });

/** Puts the events of one run in the order of time on disk, so that a log of any length needs little memory. */
export class EventSpool implements Disposable {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(
      'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE events (at TEXT NOT NULL, event TEXT NOT NULL) STRICT; BEGIN',
    );
    this.#insert = this.#database.prepare('INSERT INTO events VALUES (?, ?)');
  }

  add(event: EventDraft): void {
    this.#insert.run(event.at, JSON.stringify(event));
  }

  /** Hands the events over by time, and at the same time in the order in which they were read. */
  async handOver(sink: AnalysisSink): Promise<void> {
    this.#database.exec('COMMIT');
    for (const row of this.#database
      .prepare('SELECT event FROM events ORDER BY at, rowid')
      .iterate()) {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- `add` wrote it
      await sink.event(JSON.parse(rowSchema.parse(row).event) as EventDraft);
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
