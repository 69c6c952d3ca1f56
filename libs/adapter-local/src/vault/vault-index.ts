import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLOutputValue } from 'node:sqlite';
import type { CaseId, EvidenceId, Instant, StoredObject } from '@afo/domain';
import { epochOf, instantSchema, storedObjectSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { Retention } from '@afo/ports';
import { GroupCommit } from '../case-log/group-commit.ts';
import { asVaultError } from './disk-error.ts';
import { placeOf } from './vault-key.ts';
import { INDEX_SCHEMA, INDEX_VERSION } from './vault-index-schema.ts';

/** How far an object has come. Only `committed` counts; `disposed` is a tombstone. */
export type ObjectState = 'intended' | 'committed' | 'disposed';

export interface IndexedObject {
  readonly object: StoredObject;
  readonly state: ObjectState;
}

/** How long a statement waits for another process, in milliseconds. */
const BUSY_TIMEOUT = 15_000;
type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * The vault's own book: which objects it holds, and how long each case's must be kept. Several processes share it. What
 * is written in the same moment shares one commit, and one wait for the disk; no write resolves before its commit.
 */
export class VaultIndex {
  readonly #database: DatabaseSync;
  readonly #commits: GroupCommit;

  constructor(root: string) {
    const file = join(root, 'index.sqlite');
    if (!existsSync(file) && readdirSync(join(root, 'cases')).length > 0)
      throw new PortError(
        'vault.unavailable',
        'the vault holds evidence, but its index is gone: restore index.sqlite, which knows what may not be deleted',
      );
    this.#database = openIndex(file);
    this.#commits = new GroupCommit(this.#database, {
      error: (error) => asVaultError(error, 'writing the index'),
      commit: () => undefined,
    });
  }

  find(key: string): IndexedObject | undefined {
    const row = this.#database.prepare('SELECT * FROM object WHERE key = ?').get(key);
    return row === undefined ? undefined : indexedOf(row);
  }

  /** Notes that the object is about to be put in place; the first to say so gives it its format and part. */
  async intend(object: StoredObject): Promise<void> {
    const place = placeOf(object.key);
    await this.#commits.run(() => {
      this.#database
        .prepare(
          `INSERT INTO object (key, case_id, item, bytes, sha256, format, part, state)
           VALUES (?, ?, ?, ?, ?, ?, ?, 'intended')
           ON CONFLICT (key) DO UPDATE SET state = 'intended' WHERE state = 'disposed'`,
        )
        .run(
          object.key,
          place.case,
          place.item,
          object.bytes,
          object.sha256,
          object.format,
          object.part ?? null,
        );
    });
  }

  async commit(key: string): Promise<StoredObject> {
    await this.#commits.run(() => {
      const { changes } = this.#database
        .prepare(`UPDATE object SET state = 'committed' WHERE key = ?`)
        .run(key);
      if (Number(changes) === 0) throw lost(key);
    });
    const committed = this.find(key);
    if (committed === undefined) throw lost(key);
    return committed.object;
  }

  /** Committed objects of a case, or of one of its items, by key. */
  *list(caseId: CaseId, item?: EvidenceId): Iterable<StoredObject> {
    const rows = this.#database
      .prepare(
        `SELECT * FROM object WHERE case_id = ? AND (? IS NULL OR item = ?) AND state = 'committed' ORDER BY key`,
      )
      .all(caseId, item ?? null, item ?? null);
    for (const row of rows) yield indexedOf(row).object;
  }

  /** Objects in a state that only a writer that died leaves behind. */
  unfinished(): readonly IndexedObject[] {
    return this.#database
      .prepare(`SELECT * FROM object WHERE state <> 'committed' ORDER BY key`)
      .all()
      .map(indexedOf);
  }

  /** Later of the two ends; a trigger refuses anything shorter. */
  async protect(caseId: CaseId, retention: Retention): Promise<void> {
    await this.#commits.run(() => {
      this.#database
        .prepare(
          `INSERT INTO retention (case_id, until, legal_hold) VALUES (?, ?, ?)
           ON CONFLICT (case_id) DO UPDATE SET legal_hold = excluded.legal_hold,
             until = nullif(max(coalesce(until, ''), coalesce(excluded.until, '')), '')`,
        )
        .run(caseId, retention.until ?? null, retention.legalHold ? 1 : 0);
    });
  }

  retention(caseId: CaseId): Retention {
    const row = this.#database.prepare('SELECT * FROM retention WHERE case_id = ?').get(caseId);
    if (row === undefined) return { legalHold: false };
    const until = row['until'] === null ? undefined : instantSchema.parse(row['until']);
    return { legalHold: row['legal_hold'] !== 0, ...(until === undefined ? {} : { until }) };
  }

  /** Makes the object a tombstone, unless something protects it: in one transaction, so that no hold comes too late. */
  dispose(key: string, now: Instant): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const { until, legalHold } = this.retention(placeOf(key).case);
      if (legalHold) throw new PortError('vault.protected', `${key} is under legal hold`);
      if (until !== undefined && epochOf(until) > epochOf(now))
        throw new PortError('vault.protected', `${key} is kept until ${until}`);
      this.#database.prepare(`UPDATE object SET state = 'disposed' WHERE key = ?`).run(key);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#commits.flush();
    this.#database.close();
  }
}

const lost = (key: string): PortError =>
  new PortError('vault.unavailable', `the index has lost ${key}`);

function openIndex(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, defensive: true });
  // A rollback journal and not WAL: few, small writes, and the vault may lie on a share without common memory.
  database.exec('PRAGMA synchronous = FULL');
  database.exec('BEGIN IMMEDIATE');
  const version = Object.values(database.prepare('PRAGMA user_version').get() ?? {})[0];
  if (version === 0) database.exec(INDEX_SCHEMA);
  database.exec('COMMIT');
  if (version === 0 || version === INDEX_VERSION) return database;
  database.close();
  throw new PortError(
    'vault.unavailable',
    `the vault's index has format ${String(version)}; this release reads format ${String(INDEX_VERSION)}`,
  );
}

function indexedOf(row: Row): IndexedObject {
  const { key, bytes, sha256, format, part, state } = row;
  const object = { key, bytes, sha256, format, ...(part === null ? {} : { part }) };
  const parsed = storedObjectSchema.safeParse(object);
  if (!parsed.success)
    throw new PortError('vault.unavailable', "the vault's index is damaged: restore it", {
      cause: parsed.error,
    });
  return { object: parsed.data, state: stateOf(state) };
}

function stateOf(value: SQLOutputValue | undefined): ObjectState {
  if (value === 'intended' || value === 'committed' || value === 'disposed') return value;
  throw new PortError('vault.unavailable', "the vault's index is damaged: restore it");
}
