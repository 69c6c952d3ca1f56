import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PortError } from '@afo/ports';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { asCaseLogError } from './sqlite-error.ts';

/** How long a statement waits for another process's transaction before it gives up, in milliseconds. */
const BUSY_TIMEOUT = 15_000;

/** A connection for appending. Makes the file and its schema where there are none. */
export function openWriter(file: string): DatabaseSync {
  return guarded(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, defensive: true });
    useWriteAheadLog(database, file);
    // FULL: a commit returns when the disk has it, so what was acknowledged outlives a power failure.
    database.exec('PRAGMA synchronous = FULL');
    transaction(database, () => {
      prepareSchema(database, file);
    });
    return database;
  });
}

/** A connection for reading, beside the writer's: it never waits for a commit. */
export function openReader(file: string): DatabaseSync {
  return guarded(file, () => new DatabaseSync(file, { timeout: BUSY_TIMEOUT, readOnly: true }));
}

/** Runs `work` in one transaction that takes the write lock at once; whatever it throws undoes all of it. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** The value of a pragma that answers with one number or word. */
export function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function guarded<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw asCaseLogError(error, file);
  }
}

// Two processes that make the file at the same moment both want the lock that the switch needs, and SQLite does not
// wait for that one by itself.
function useWriteAheadLog(database: DatabaseSync, file: string): void {
  const deadline = performance.now() + BUSY_TIMEOUT;
  for (;;) {
    try {
      if (pragma(database, 'journal_mode = WAL') === 'wal') return;
      throw new PortError(
        'case-log.unavailable',
        `the case log ${file} lies on a file system without shared memory (a network share?); put the data folder on a local disk`,
      );
    } catch (error) {
      const problem = asCaseLogError(error, file);
      if (!problem.retryable || performance.now() > deadline) throw problem;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function prepareSchema(database: DatabaseSync, file: string): void {
  const version = pragma(database, 'user_version');
  const application = pragma(database, 'application_id');
  if (version === 0 && application === 0 && isEmpty(database)) {
    database.exec(SCHEMA);
    return;
  }
  if (application !== APPLICATION_ID)
    throw new PortError('case-log.unavailable', `${file} is an SQLite file, but not a case log`);
  if (version !== SCHEMA_VERSION)
    throw new PortError(
      'case-log.unavailable',
      `the case log ${file} has format ${String(version)}; this release reads format ${String(SCHEMA_VERSION)}`,
    );
}

const isEmpty = (database: DatabaseSync): boolean =>
  database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
