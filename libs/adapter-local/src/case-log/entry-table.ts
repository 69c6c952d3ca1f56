import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { entrySchema, MAX_ENTRY_BYTES } from '@afo/domain';
import type { CaseId, Entry } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { LogLine } from '@afo/ports';
import type { Row } from './row.ts';
import { countOf, textOf } from './row.ts';
import { damaged } from './sqlite-error.ts';

/** Lines that one statement reads; the transaction of a read never lasts longer than that. */
const PAGE = 256;

/** The entries of all cases: appended in order, read in order, byte for byte. */
export class EntryTable {
  readonly #file: string;
  readonly #size: StatementSync;
  readonly #insert: StatementSync;
  readonly #page: StatementSync;

  constructor(database: DatabaseSync, file: string) {
    this.#file = file;
    this.#size = database.prepare(
      'SELECT coalesce(max(seq) + 1, 0) AS size FROM entry WHERE case_id = ?',
    );
    this.#insert = database.prepare('INSERT INTO entry (case_id, seq, line) VALUES (?, ?, ?)');
    this.#page = database.prepare(
      `SELECT seq, line FROM entry WHERE case_id = ? AND seq >= ? ORDER BY seq LIMIT ${String(PAGE)}`,
    );
  }

  size(caseId: CaseId): number {
    return countOf(this.#size.get(caseId) ?? {}, 'size', (what) => damaged(this.#file, what));
  }

  insert({ entry, line }: LogLine): void {
    assertLineOf(entry, line);
    this.#insert.run(entry.case, entry.seq, line);
  }

  /** Up to 256 lines of a case from number `from`; none behind the last one. */
  page(caseId: CaseId, from: number): readonly LogLine[] {
    return this.#page
      .all(caseId, from)
      .map((row, index) => lineOf(row, { caseId, seq: from + index, file: this.#file }));
  }
}

interface Place {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly file: string;
}

/** The line in a row, parsed, and checked to stand where it says it stands. */
export function lineOf(row: Row, { caseId, seq, file }: Place): LogLine {
  const damage = (what: string): PortError =>
    damaged(file, `entry ${String(seq)} of case ${caseId} ${what}`);
  if (countOf(row, 'seq', damage) !== seq) throw damage('is missing');
  const line = textOf(row, 'line', damage);
  const entry = entrySchema.safeParse(jsonOf(line));
  if (!entry.success) throw damage('does not parse');
  if (entry.data.case !== caseId || entry.data.seq !== seq) throw damage('belongs elsewhere');
  return { entry: entry.data, line };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The line is what will be hashed, and the entry is what the read model is made of: they must be the same. */
function assertLineOf(entry: Entry, line: string): void {
  const said = jsonOf(line);
  const same =
    typeof said === 'object' &&
    said !== null &&
    'case' in said &&
    said.case === entry.case &&
    'seq' in said &&
    said.seq === entry.seq &&
    'type' in said &&
    said.type === entry.type;
  if (!same || line.includes('\n') || !line.isWellFormed())
    throw refused(entry, 'its line does not say what the entry says');
  if (Buffer.byteLength(line) > MAX_ENTRY_BYTES)
    throw refused(entry, `it is longer than ${String(MAX_ENTRY_BYTES)} bytes`);
}

const refused = (entry: Entry, why: string): PortError =>
  new PortError(
    'case-log.conflict',
    `entry ${String(entry.seq)} of case ${entry.case} was not appended: ${why}`,
  );
