import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CaseId } from '@afo/domain';
import { caseIdSchema, instantSchema, subjectKey, subjectSchema } from '@afo/domain';
import { PortError, SubjectClaimedError } from '@afo/ports';
import type { CaseSummary } from '@afo/ports';
import type { Row } from './row.ts';
import { countOf, textOf } from './row.ts';
import { damaged } from './sqlite-error.ts';

const UPSERT = `
INSERT INTO case_row (id, status, title, subject, subject_key, kind, resource, account, region, opened_at, last_at, size)
VALUES (:id, :status, :title, :subject, :subject_key, :kind, :resource, :account, :region, :opened_at, :last_at, :size)
ON CONFLICT (id) DO UPDATE SET status = excluded.status, last_at = excluded.last_at, size = excluded.size`;

/** The read model of cases: one row a case, kept by the writer in the transaction that appends the entries. */
export class CaseRows {
  readonly #file: string;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #claimant: StatementSync;
  readonly #clear: StatementSync;

  constructor(database: DatabaseSync, file: string) {
    this.#file = file;
    this.#get = database.prepare('SELECT * FROM case_row WHERE id = ?');
    this.#put = database.prepare(UPSERT);
    this.#claimant = database.prepare(
      `SELECT id FROM case_row WHERE subject_key = ? AND status = 'open' AND id <> ?`,
    );
    this.#clear = database.prepare('DELETE FROM case_row');
  }

  /** The case's row, or undefined where there is no such case. */
  get(caseId: CaseId): CaseSummary | undefined {
    const row = this.#get.get(caseId);
    return row === undefined ? undefined : summaryOf(row, this.#file);
  }

  /** Keeps the row of a case. @throws SubjectClaimedError when it is open and another open case has its subject */
  put(summary: CaseSummary): void {
    const { id, subject, status } = summary;
    const key = subjectKey(subject);
    const claimant = status === 'open' ? this.#claimant.get(key, id) : undefined;
    if (claimant !== undefined)
      throw new SubjectClaimedError(caseIdSchema.parse(textOf(claimant, 'id', this.#damage)));
    this.#put.run({
      id,
      status,
      title: summary.title,
      subject: JSON.stringify(subject),
      subject_key: key,
      kind: subject.kind,
      resource: subject.id,
      account: 'account' in subject ? subject.account : null,
      region: 'region' in subject ? subject.region : null,
      opened_at: summary.openedAt,
      last_at: summary.lastAt,
      size: summary.size,
    });
  }

  clear(): void {
    this.#clear.run();
  }

  readonly #damage = (what: string): PortError => damaged(this.#file, what);
}

/** A row of `case_row`, parsed. */
export function summaryOf(row: Row, file: string): CaseSummary {
  const damage = (what: string): PortError => damaged(file, `a row of the case list: ${what}`);
  const text = (column: string): string => textOf(row, column, damage);
  try {
    return {
      id: caseIdSchema.parse(text('id')),
      status: text('status') === 'open' ? 'open' : 'closed',
      title: text('title'),
      subject: subjectSchema.parse(JSON.parse(text('subject'))),
      openedAt: instantSchema.parse(text('opened_at')),
      lastAt: instantSchema.parse(text('last_at')),
      size: countOf(row, 'size', damage),
    };
  } catch (error) {
    throw error instanceof PortError ? error : damage('it does not parse');
  }
}
