export const INDEX_VERSION = 1;

/** Triggers hold what the code promises, whatever program writes to the file: digests and ends of retention stay. */
export const INDEX_SCHEMA = `
CREATE TABLE object (
  key TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  item TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  format TEXT NOT NULL,
  part INTEGER CHECK (part >= 0),
  state TEXT NOT NULL CHECK (state IN ('intended', 'committed', 'disposed'))
) STRICT, WITHOUT ROWID;
CREATE INDEX object_case ON object (case_id, item, key);
CREATE TRIGGER object_unchanged BEFORE UPDATE ON object
  WHEN NEW.key <> OLD.key OR NEW.bytes <> OLD.bytes OR NEW.sha256 <> OLD.sha256
    OR NEW.format <> OLD.format OR NEW.part IS NOT OLD.part
  BEGIN SELECT RAISE(ABORT, 'afo: what was stored stays as it is'); END;
CREATE TRIGGER object_undeleted BEFORE DELETE ON object
  BEGIN SELECT RAISE(ABORT, 'afo: an object that was stored leaves a trace'); END;

CREATE TABLE retention (
  case_id TEXT PRIMARY KEY,
  until TEXT,
  legal_hold INTEGER NOT NULL CHECK (legal_hold IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER retention_kept BEFORE UPDATE ON retention
  WHEN coalesce(NEW.until, '') < coalesce(OLD.until, '')
  BEGIN SELECT RAISE(ABORT, 'afo: a retention is never shortened'); END;
CREATE TRIGGER retention_undeleted BEFORE DELETE ON retention
  BEGIN SELECT RAISE(ABORT, 'afo: a retention is never removed'); END;

PRAGMA user_version = ${String(INDEX_VERSION)};
`;
