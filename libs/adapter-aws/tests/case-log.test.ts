import { DynamoDBClient, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  caseLogConformance,
  caseNumber,
  collect,
  host,
  lineAt,
  linesFrom,
  note,
  opening,
} from '@afo/conformance';
import { clientSettings, createCaseLogTables, DynamoCaseLog } from '../src/index.ts';
import type { CaseLogTables } from '../src/index.ts';
import { freshName, lab } from './lab.ts';

const aws = lab();
let client: DynamoDBClient;
let tables: CaseLogTables;
beforeAll(() => {
  client = new DynamoDBClient(clientSettings(aws.config()));
});
afterAll(() => {
  client.destroy();
});

async function makeTables(): Promise<CaseLogTables> {
  const made = { entries: freshName('entries'), cases: freshName('cases') };
  await createCaseLogTables(client, made);
  return made;
}

describe('the case log on DynamoDB', () => {
  caseLogConformance(async () => {
    const made = await makeTables();
    return {
      open: () => Promise.resolve(new DynamoCaseLog(client, made)),
      dispose: () => Promise.resolve(),
    };
  });
});

describe('when an append is long', () => {
  const id = caseNumber(1);
  let log: DynamoCaseLog;
  beforeEach(async () => {
    tables = await makeTables();
    log = new DynamoCaseLog(client, tables);
    await log.append(id, 0, [lineAt(id, 0, opening(host('one')))]);
  });
  const many = (count: number, text: string) =>
    linesFrom(
      id,
      1,
      Array.from({ length: count }, () => note(text)),
    );

  it('takes more entries than a transaction has room for items', async () => {
    const lines = many(1_000, 'short');

    await log.append(id, 1, lines);

    expect((await collect(log.read(id, 1))).map(({ line }) => line)).toEqual(
      lines.map(({ line }) => line),
    );
  });

  it('refuses what one transaction cannot hold, and writes none of it', async () => {
    await expect(log.append(id, 1, many(1_000, 'x'.repeat(4_000)))).rejects.toMatchObject({
      code: 'case-log.too-large',
      retryable: false,
    });

    expect(await collect(log.read(id))).toHaveLength(1);
  });

  it('F-66 reports an entry that somebody took out of the table instead of reading over it', async () => {
    await log.append(id, 1, many(1, 'taken out'));
    await log.append(id, 2, [lineAt(id, 2, note('behind it'))]);
    await client.send(
      new DeleteItemCommand({
        TableName: tables.entries,
        Key: { pk: { S: `entries#${id}` }, n: { N: '1' } },
      }),
    );

    await expect(collect(log.read(id))).rejects.toMatchObject({ code: 'case-log.unavailable' });
  });

  it('F-66 never writes over an entry, whatever the row of the case says', async () => {
    await log.append(id, 1, many(1, 'first'));
    await rewindRow();

    await expect(log.append(id, 1, many(1, 'forged'))).rejects.toMatchObject({
      code: 'case-log.unavailable',
    });

    expect((await collect(log.read(id, 1))).map(({ line }) => line)).toEqual(
      many(1, 'first').map(({ line }) => line),
    );
  });

  it('mends a row that says something else than the entries', async () => {
    await log.append(id, 1, many(1, 'first'));
    const before = await log.list();
    await rewindRow();

    await log.rebuild();

    expect(await log.list()).toEqual(before);
  });

  /** As if somebody had written an old row over the new one. */
  async function rewindRow(): Promise<void> {
    await client.send(
      new PutItemCommand({
        TableName: tables.cases,
        Item: {
          pk: { S: 'month#2024-12' },
          sk: { S: id },
          status: { S: 'open' },
          title: { S: 'Case about one' },
          subject: { S: JSON.stringify(host('one')) },
          openedAt: { S: '2026-11-24T03:00:00.000Z' },
          lastAt: { S: '2026-11-24T03:00:00.000Z' },
          size: { N: '1' },
        },
      }),
    );
  }
});

describe('when DynamoDB does not answer', () => {
  it('says that the log is unavailable and may be tried again, and never that it is empty', async () => {
    const nowhere = new DynamoDBClient(
      clientSettings(aws.config({ endpoint: 'http://127.0.0.1:9', attempts: 1 })),
    );
    const log = new DynamoCaseLog(nowhere, { entries: 'e', cases: 'c' });

    const outcomes = await Promise.allSettled([
      log.list(),
      collect(log.read(caseNumber(1))),
      log.checkpoints(caseNumber(1)),
      log.changed(1_000),
      log.rebuild(),
    ]);

    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { code: 'case-log.unavailable', retryable: true },
      });
    nowhere.destroy();
  });
});
