import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE volumes (
    offset INTEGER PRIMARY KEY,
    file_system TEXT NOT NULL,
    block_size INTEGER NOT NULL,
    mount TEXT
  ) STRICT;
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    volume INTEGER NOT NULL,
    inode TEXT NOT NULL,
    path BLOB NOT NULL,
    state TEXT NOT NULL,
    type TEXT NOT NULL,
    mode INTEGER NOT NULL,
    links INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    gid INTEGER NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER, accessed INTEGER, changed INTEGER, born INTEGER, deleted INTEGER,
    target BLOB,
    resident INTEGER NOT NULL,
    listed INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE runs (
    entry INTEGER NOT NULL,
    file_offset INTEGER NOT NULL,
    image_offset INTEGER,
    length INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE notes (position INTEGER PRIMARY KEY, sentence TEXT NOT NULL) STRICT;
`;

const INDEXES = `
  CREATE INDEX entries_by_path ON entries (path, state);
  CREATE INDEX entries_by_inode ON entries (volume, inode);
  CREATE INDEX runs_by_entry ON runs (entry, file_offset);
  CREATE INDEX runs_by_place ON runs (image_offset, length, entry) WHERE image_offset IS NOT NULL;
`;

/** A scratch database for one run: lost with the machine, so nothing is waited for. */
export function createDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768');
  database.exec(SCHEMA);
  return database;
}

export function addIndexes(database: DatabaseSync): void {
  database.exec(INDEXES);
}
