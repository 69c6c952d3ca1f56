import { MAX_ENTRY_BYTES } from '@afo/domain';

/** Marks the file as a case log of this product ("AFOL"), so that no other SQLite file is taken for one. */
export const APPLICATION_ID = 0x41464f4c;
export const SCHEMA_VERSION = 1;

const refuse = (what: string): string => `BEGIN SELECT RAISE(ABORT, 'afo: ${what}'); END;`;

/**
 * `entry` is the truth, one row per entry with its exact line. Triggers refuse change, deletion and gaps from whoever
 * writes through SQLite (F-66); whoever writes past it is found by the signed checkpoints. `case_row` is the read
 * model, made from the entries in the same transaction, and made anew by `rebuild`.
 */
export const SCHEMA = `
CREATE TABLE entry (
  position INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 0),
  line TEXT NOT NULL CHECK (octet_length(line) <= ${String(MAX_ENTRY_BYTES)}),
  UNIQUE (case_id, seq)
) STRICT;
CREATE TRIGGER entry_follows BEFORE INSERT ON entry
  WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM entry WHERE case_id = NEW.case_id)
  ${refuse('an entry follows the last one of its case')}
CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry ${refuse('the case log is append-only')}
CREATE TRIGGER entry_undeleted BEFORE DELETE ON entry ${refuse('the case log is append-only')}

CREATE TABLE checkpoint (
  case_id TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size > 0),
  note TEXT NOT NULL,
  timestamp BLOB,
  PRIMARY KEY (case_id, size)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER checkpoint_once BEFORE INSERT ON checkpoint
  WHEN EXISTS (SELECT 1 FROM checkpoint WHERE case_id = NEW.case_id AND size = NEW.size)
  ${refuse('a checkpoint is kept once')}
CREATE TRIGGER checkpoint_unchanged BEFORE UPDATE ON checkpoint ${refuse('checkpoints are kept as they are')}
CREATE TRIGGER checkpoint_undeleted BEFORE DELETE ON checkpoint ${refuse('checkpoints are kept as they are')}

CREATE TABLE case_row (
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
  title TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  resource TEXT NOT NULL,
  account TEXT,
  region TEXT,
  opened_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX case_row_claim ON case_row (subject_key) WHERE status = 'open';
CREATE INDEX case_row_subject ON case_row (subject_key, id);
CREATE INDEX case_row_status ON case_row (status, id);
CREATE INDEX case_row_resource ON case_row (resource, id);

PRAGMA application_id = ${String(APPLICATION_ID)};
PRAGMA user_version = ${String(SCHEMA_VERSION)};
`;
