import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CaseId } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { CaseFilter, CaseLog, CaseSummary, LogLine, StoredCheckpoint } from '@afo/ports';
import { portError } from '../aws-error.ts';
import { append, rowOf } from './append.ts';
import { putCheckpoint, readCheckpoints } from './checkpoints.ts';
import { readLines } from './lines.ts';
import { listCases } from './list.ts';
import { nextNews, readNews } from './news.ts';
import { rebuildRows } from './rebuild.ts';
import type { CaseLogTables } from './tables.ts';

/**
 * The port CaseLog on DynamoDB (tables: tables.ts). Any number of processes may use the same tables. The client stays
 * the caller's: `close` ends waits and refuses what comes later, and closes no client.
 */
export class DynamoCaseLog implements CaseLog {
  readonly #client: DynamoDBClient;
  readonly #tables: CaseLogTables;
  readonly #closing = new AbortController();

  constructor(client: DynamoDBClient, tables: CaseLogTables) {
    this.#client = client;
    this.#tables = tables;
  }

  append(caseId: CaseId, expectedSize: number, lines: readonly LogLine[]): Promise<void> {
    return this.#ask('appending', () =>
      append(this.#client, this.#tables, { caseId, expectedSize, lines }),
    );
  }

  async *read(caseId: CaseId, from = 0): AsyncIterable<LogLine> {
    this.#mustBeOpen();
    try {
      yield* readLines(this.#client, this.#tables.entries, { caseId, from });
    } catch (error) {
      throw portError('case-log.unavailable', error, 'reading entries');
    }
  }

  list(filter: CaseFilter = {}): Promise<readonly CaseSummary[]> {
    return this.#ask('listing cases', () => listCases(this.#client, this.#tables, filter));
  }

  changed(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const ends = [this.#closing.signal, ...(signal === undefined ? [] : [signal])];
    return this.#ask('waiting for news', () =>
      nextNews(() => readNews(this.#client, this.#tables), {
        timeoutMs,
        signal: AbortSignal.any(ends),
      }),
    );
  }

  keepCheckpoint(caseId: CaseId, checkpoint: StoredCheckpoint): Promise<void> {
    return this.#ask('keeping a checkpoint', async () => {
      const size = (await rowOf(this.#client, this.#tables, caseId))?.size ?? 0;
      if (checkpoint.size > size)
        throw new PortError(
          'case-log.not-found',
          `a checkpoint over ${String(checkpoint.size)} entries, but case ${caseId} has ${String(size)}`,
        );
      await putCheckpoint(this.#client, this.#tables.entries, { caseId, checkpoint });
    });
  }

  checkpoints(caseId: CaseId): Promise<readonly StoredCheckpoint[]> {
    return this.#ask('reading checkpoints', () =>
      readCheckpoints(this.#client, this.#tables.entries, caseId),
    );
  }

  rebuild(): Promise<number> {
    return this.#ask('making the list anew', () => rebuildRows(this.#client, this.#tables));
  }

  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }

  async #ask<T>(doing: string, ask: () => Promise<T>): Promise<T> {
    this.#mustBeOpen();
    try {
      return await ask();
    } catch (error) {
      throw portError('case-log.unavailable', error, doing);
    }
  }

  #mustBeOpen(): void {
    if (this.#closing.signal.aborted)
      throw new PortError('case-log.unavailable', 'the case log was closed');
  }
}
