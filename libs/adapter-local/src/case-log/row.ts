import type { SQLOutputValue } from 'node:sqlite';
import type { PortError } from '@afo/ports';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** The columns of a row, checked: SQLite types values and not columns, and a damaged page may hold anything. */
export function textOf(row: Row, column: string, damage: (what: string) => PortError): string {
  const value = row[column];
  if (typeof value !== 'string') throw damage(`${column} is not a text`);
  return value;
}

export function countOf(row: Row, column: string, damage: (what: string) => PortError): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw damage(`${column} is not a count`);
  return value;
}
