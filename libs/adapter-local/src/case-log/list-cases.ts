import type { DatabaseSync } from 'node:sqlite';
import type { CaseFilter, CaseSummary } from '@afo/ports';
import { summaryOf } from './case-rows.ts';

/** Rows of the case list, newest first: case ids are UUIDv7, so their order is the order of opening. */
export function listCases(
  database: DatabaseSync,
  filter: CaseFilter,
  file: string,
): readonly CaseSummary[] {
  const conditions = conditionsOf(filter);
  const where = conditions.map(({ sql }) => sql).join(' AND ');
  const rows = database
    .prepare(
      `SELECT * FROM case_row ${where === '' ? '' : `WHERE ${where}`} ORDER BY id DESC LIMIT ?`,
    )
    .all(...conditions.map(({ value }) => value), filter.limit ?? 100);
  return rows.map((row) => summaryOf(row, file));
}

interface Condition {
  readonly sql: string;
  readonly value: string;
}

function conditionsOf(filter: CaseFilter): readonly Condition[] {
  const wanted: readonly (readonly [sql: string, value: string | undefined])[] = [
    ['status = ?', filter.status],
    ['subject_key = ?', filter.subjectKey],
    ['account = ?', filter.account],
    ['region = ?', filter.region],
    ['kind = ?', filter.kind],
    ['resource = ?', filter.resource],
    ['id < ?', filter.after],
  ];
  return wanted.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
}
