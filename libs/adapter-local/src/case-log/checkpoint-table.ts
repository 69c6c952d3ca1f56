import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CaseId } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { StoredCheckpoint } from '@afo/ports';
import type { Row } from './row.ts';
import { countOf, textOf } from './row.ts';
import { damaged } from './sqlite-error.ts';

/** Signed checkpoints, one per case and size, kept as they were signed. */
export class CheckpointTable {
  readonly #file: string;
  readonly #all: StatementSync;
  readonly #note: StatementSync;
  readonly #insert: StatementSync;

  constructor(database: DatabaseSync, file: string) {
    this.#file = file;
    this.#all = database.prepare('SELECT * FROM checkpoint WHERE case_id = ? ORDER BY size');
    this.#note = database.prepare('SELECT note FROM checkpoint WHERE case_id = ? AND size = ?');
    this.#insert = database.prepare(
      'INSERT INTO checkpoint (case_id, size, note, timestamp) VALUES (?, ?, ?, ?)',
    );
  }

  /** The first checkpoint of a size stays. @throws PortError `case-log.conflict` for another note of that size */
  keep(caseId: CaseId, { size, note, timestamp }: StoredCheckpoint): void {
    const kept = this.#note.get(caseId, size);
    if (kept === undefined) {
      this.#insert.run(caseId, size, note, timestamp ?? null);
    } else if (textOf(kept, 'note', this.#damage) !== note) {
      throw new PortError(
        'case-log.conflict',
        `case ${caseId} has another checkpoint over ${String(size)} entries`,
      );
    }
  }

  all(caseId: CaseId): readonly StoredCheckpoint[] {
    return this.#all.all(caseId).map((row) => this.#parse(row));
  }

  #parse(row: Row): StoredCheckpoint {
    const timestamp = row['timestamp'];
    return {
      size: countOf(row, 'size', this.#damage),
      note: textOf(row, 'note', this.#damage),
      ...(timestamp instanceof Uint8Array ? { timestamp } : {}),
    };
  }

  readonly #damage = (what: string): PortError => damaged(this.#file, `a checkpoint: ${what}`);
}
