import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { CaseId } from '@afo/domain';
import { PortError, summarise } from '@afo/ports';
import type { CaseFilter, CaseLog, CaseSummary, LogLine, StoredCheckpoint } from '@afo/ports';
import { CaseRows } from './case-rows.ts';
import { ChangeWatch } from './change-watch.ts';
import { CheckpointTable } from './checkpoint-table.ts';
import { openReader, openWriter, pragma, transaction } from './database.ts';
import { EntryTable } from './entry-table.ts';
import { GroupCommit } from './group-commit.ts';
import { inspectDatabase } from './inspect.ts';
import { listCases } from './list-cases.ts';
import { rebuildCaseRows } from './rebuild.ts';
import { asCaseLogError } from './sqlite-error.ts';

/**
 * Opens the case log in an SQLite file, and makes it where there is none. Any number of processes may have it open.
 * @throws PortError `case-log.unavailable` with what to do
 */
export const openCaseLog = (file: string): SqliteCaseLog => new SqliteCaseLog(file);

/** The port CaseLog on SQLite; `libs/adapter-local/README.md` says how an append becomes durable. */
export class SqliteCaseLog implements CaseLog {
  readonly #file: string;
  readonly #writer: DatabaseSync;
  readonly #reader: DatabaseSync;
  readonly #commits: GroupCommit;
  readonly #watch: ChangeWatch;
  readonly #write: { readonly entries: EntryTable; readonly rows: CaseRows };
  readonly #read: { readonly entries: EntryTable };
  readonly #checkpoints: { readonly write: CheckpointTable; readonly read: CheckpointTable };
  #closed = false;

  constructor(file: string) {
    this.#file = file;
    this.#writer = openWriter(file);
    this.#reader = openReader(file);
    const version = (): number => Number(pragma(this.#reader, 'data_version'));
    this.#watch = new ChangeWatch(() => this.#guard(version));
    this.#commits = new GroupCommit(this.#writer, {
      error: (error) => asCaseLogError(error, file),
      commit: () => {
        this.#watch.notice();
      },
    });
    const [writer, reader] = [this.#writer, this.#reader];
    this.#write = { entries: new EntryTable(writer, file), rows: new CaseRows(writer, file) };
    this.#read = { entries: new EntryTable(reader, file) };
    this.#checkpoints = {
      write: new CheckpointTable(writer, file),
      read: new CheckpointTable(reader, file),
    };
  }

  append(caseId: CaseId, expectedSize: number, lines: readonly LogLine[]): Promise<void> {
    return this.#commit(() => {
      this.#append(caseId, expectedSize, lines);
    });
  }

  async *read(caseId: CaseId, from = 0): AsyncIterable<LogLine> {
    let next = from;
    for (;;) {
      const page = this.#guard(() => this.#read.entries.page(caseId, next));
      if (page.length === 0) return;
      yield* page;
      next += page.length;
      // A reader of a long log lets others have their turn.
      await setImmediate();
    }
  }

  list(filter: CaseFilter = {}): Promise<readonly CaseSummary[]> {
    return this.#answer(() => listCases(this.#reader, filter, this.#file));
  }

  changed(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.#answer(() => this.#watch.next(timeoutMs, signal)).then((changed) => changed);
  }

  keepCheckpoint(caseId: CaseId, checkpoint: StoredCheckpoint): Promise<void> {
    return this.#commit(() => {
      const size = this.#write.entries.size(caseId);
      if (checkpoint.size > size)
        throw new PortError(
          'case-log.not-found',
          `a checkpoint over ${String(checkpoint.size)} entries, but case ${caseId} has ${String(size)}`,
        );
      this.#checkpoints.write.keep(caseId, checkpoint);
    });
  }

  checkpoints(caseId: CaseId): Promise<readonly StoredCheckpoint[]> {
    return this.#answer(() => this.#checkpoints.read.all(caseId));
  }

  rebuild(): Promise<number> {
    return this.#answer(() => {
      this.#commits.flush();
      return transaction(this.#writer, () =>
        rebuildCaseRows(this.#writer, this.#write.rows, this.#file),
      );
    });
  }

  /** What SQLite finds wrong with the file, and with how it is written; empty when all is well. Reads all of it. */
  inspect(): Promise<readonly string[]> {
    return this.#answer(() => inspectDatabase(this.#writer));
  }

  /** What was asked for before is written; then nothing more is. */
  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#commits.flush();
    this.#closed = true;
    this.#watch.close();
    this.#reader.close();
    this.#writer.close();
    return Promise.resolve();
  }

  #append(caseId: CaseId, expectedSize: number, lines: readonly LogLine[]): void {
    const { entries, rows } = this.#write;
    const size = entries.size(caseId);
    if (size !== expectedSize)
      throw new PortError(
        'case-log.conflict',
        `case ${caseId} has ${String(size)} entries, not ${String(expectedSize)}: somebody else appended first`,
        { retryable: true },
      );
    let row = rows.get(caseId);
    if ((row?.size ?? 0) !== size)
      throw new PortError(
        'case-log.unavailable',
        `the case list and the entries of case ${caseId} differ: rebuild the list (the entries are the truth)`,
      );
    for (const [index, line] of lines.entries()) {
      assertPlace(line, caseId, size + index);
      row = summarise(row, line.entry);
      entries.insert(line);
    }
    if (row !== undefined) rows.put(row);
  }

  #commit(write: () => void): Promise<void> {
    return this.#closed ? Promise.reject(this.#gone()) : this.#commits.run(write);
  }

  async #answer<T>(ask: () => T | Promise<T>): Promise<T> {
    return this.#guard(ask);
  }

  #guard<T>(ask: () => T): T {
    if (this.#closed) throw this.#gone();
    try {
      return ask();
    } catch (error) {
      throw asCaseLogError(error, this.#file);
    }
  }

  readonly #gone = (): PortError =>
    new PortError('case-log.unavailable', `the case log ${this.#file} was closed`);
}

function assertPlace({ entry }: LogLine, caseId: CaseId, seq: number): void {
  if (entry.case === caseId && entry.seq === seq) return;
  throw new PortError(
    'case-log.conflict',
    `entry ${String(entry.seq)} of case ${entry.case} cannot be entry ${String(seq)} of case ${caseId}`,
  );
}
