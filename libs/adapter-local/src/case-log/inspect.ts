import type { DatabaseSync } from 'node:sqlite';
import { pragma } from './database.ts';

/** What is wrong with the file, and with how this connection writes to it; empty when all is well. Reads all of it. */
export function inspectDatabase(database: DatabaseSync): readonly string[] {
  const journal = pragma(database, 'journal_mode');
  const synchronous = pragma(database, 'synchronous');
  return [
    ...integrity(database),
    ...(journal === 'wal' ? [] : [`the journal mode is ${String(journal)}, not wal`]),
    ...(synchronous === 2 ? [] : [`synchronous is ${String(synchronous)}, not 2 (FULL)`]),
  ];
}

function integrity(database: DatabaseSync): readonly string[] {
  try {
    const rows = database.prepare('PRAGMA integrity_check').all();
    return rows
      .flatMap((row) => Object.values(row))
      .map(String)
      .filter((line) => line !== 'ok');
  } catch (error) {
    return [error instanceof Error ? error.message : 'the integrity check failed'];
  }
}
