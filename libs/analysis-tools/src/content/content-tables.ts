import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from './scan-plan.ts';
import type { ScanAnswer } from './scan-protocol.ts';

const SCHEMA = `
  CREATE TABLE contents (
    volume INTEGER NOT NULL,
    inode TEXT NOT NULL,
    kind TEXT NOT NULL,
    md5 TEXT,
    sha256 TEXT,
    scanned INTEGER NOT NULL,
    PRIMARY KEY (volume, inode)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE matches (
    volume INTEGER NOT NULL,
    inode TEXT NOT NULL,
    rule TEXT NOT NULL,
    match TEXT NOT NULL,
    PRIMARY KEY (volume, inode, rule)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE unreadable (
    volume INTEGER NOT NULL,
    inode TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (volume, inode)
  ) STRICT, WITHOUT ROWID;
`;

export function createContentTables(database: DatabaseSync): void {
  database.exec(SCHEMA);
}

/** Writes what the scanning program answered. */
export class ContentRows {
  readonly #content: StatementSync;
  readonly #match: StatementSync;
  readonly #unreadable: StatementSync;

  constructor(database: DatabaseSync) {
    this.#content = database.prepare('INSERT OR REPLACE INTO contents VALUES (?, ?, ?, ?, ?, ?)');
    this.#match = database.prepare('INSERT OR REPLACE INTO matches VALUES (?, ?, ?, ?)');
    this.#unreadable = database.prepare('INSERT OR REPLACE INTO unreadable VALUES (?, ?, ?)');
  }

  add({ volume, inode }: Place, answer: ScanAnswer): void {
    if ('failed' in answer) {
      this.unreadable({ volume, inode }, answer.failed);
      return;
    }
    const { kind, md5, sha256, scanned, matches } = answer;
    this.#content.run(volume, inode, kind, md5, sha256, scanned);
    for (const match of matches) this.#match.run(volume, inode, match.rule, JSON.stringify(match));
  }

  unreadable({ volume, inode }: Place, reason: string): void {
    this.#unreadable.run(volume, inode, reason);
  }
}
