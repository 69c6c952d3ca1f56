import type { DatabaseSync } from 'node:sqlite';
import { caseIdSchema } from '@afo/domain';
import { summarise } from '@afo/ports';
import type { CaseSummary } from '@afo/ports';
import type { CaseRows } from './case-rows.ts';
import { lineOf } from './entry-table.ts';
import type { Row } from './row.ts';
import { textOf } from './row.ts';
import { damaged } from './sqlite-error.ts';

/**
 * Makes the read model anew from the entries, inside the caller's transaction; returns the number of cases.
 * Reading row by row keeps memory flat however long the log is.
 */
export function rebuildCaseRows(database: DatabaseSync, rows: CaseRows, file: string): number {
  rows.clear();
  let cases = 0;
  let current: CaseSummary | undefined;
  for (const row of database
    .prepare('SELECT case_id, seq, line FROM entry ORDER BY case_id, seq')
    .iterate()) {
    const before = belongsTo(current, row, file) ? current : undefined;
    if (before === undefined) {
      keep(rows, current);
      cases += 1;
    }
    current = summarise(before, entryOf(row, before, file));
  }
  keep(rows, current);
  return cases;
}

function keep(rows: CaseRows, summary: CaseSummary | undefined): void {
  if (summary !== undefined) rows.put(summary);
}

const caseOf = (row: Row, file: string): string =>
  textOf(row, 'case_id', (what) => damaged(file, what));

const belongsTo = (summary: CaseSummary | undefined, row: Row, file: string): boolean =>
  summary?.id === caseOf(row, file);

function entryOf(row: Row, before: CaseSummary | undefined, file: string) {
  const caseId = caseIdSchema.safeParse(caseOf(row, file));
  if (!caseId.success) throw damaged(file, 'an entry belongs to no case');
  return lineOf(row, { caseId: caseId.data, seq: before?.size ?? 0, file }).entry;
}
