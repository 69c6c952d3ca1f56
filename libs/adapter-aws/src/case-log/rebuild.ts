import {
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { CaseId } from '@afo/domain';
import { caseIdSchema } from '@afo/domain';
import { PortError, summarise } from '@afo/ports';
import type { CaseSummary } from '@afo/ports';
import { z } from 'zod';
import { always } from '../whole-answer.ts';
import { claimKey, claimSchema, rowOf } from './append.ts';
import { readLines } from './lines.ts';
import { itemOf, monthOf, parsed, text } from './row.ts';
import type { Item } from './row.ts';
import type { CaseLogTables } from './tables.ts';

/** Makes rows and claims anew from the entries, case after case; returns the number of cases. */
export async function rebuildRows(client: DynamoDBClient, tables: CaseLogTables): Promise<number> {
  const open = new Map<string, CaseId>();
  let cases = 0;
  for await (const caseId of casesOf(client, tables.entries)) {
    const row = await rebuildRow(client, tables, caseId);
    if (row.status === 'open') open.set(claimKey(row).pk.S, caseId);
    cases += 1;
  }
  await dropStaleClaims(client, tables, open);
  return cases;
}

/** Folds the entries and puts the row, unless an append came in between: then the newer row is there already. */
async function rebuildRow(
  client: DynamoDBClient,
  tables: CaseLogTables,
  caseId: CaseId,
): Promise<CaseSummary> {
  const before = await rowOf(client, tables, caseId).catch(() => undefined);
  let row: CaseSummary | undefined;
  for await (const { entry } of readLines(client, tables.entries, { caseId, from: 0 }))
    row = summarise(row, entry);
  if (row === undefined)
    throw new PortError('case-log.unavailable', `case ${caseId} has no entries`);
  const month = { pk: { S: 'months' }, sk: { S: monthOf(caseId) } };
  await client.send(new PutItemCommand({ TableName: tables.cases, Item: month }));
  await client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: tables.cases, Item: itemOf(row), ...unlessAppended(before) } },
        ...(row.status === 'open'
          ? [
              {
                Put: { TableName: tables.cases, Item: { ...claimKey(row), holder: { S: row.id } } },
              },
            ]
          : []),
      ],
    }),
  );
  return row;
}

const unlessAppended = (before: CaseSummary | undefined) =>
  before === undefined
    ? {}
    : {
        ConditionExpression: 'attribute_not_exists(pk) OR #size = :size',
        ExpressionAttributeNames: { '#size': 'size' },
        ExpressionAttributeValues: { ':size': { N: String(before.size) } },
      };

const stretchKeySchema = z.object({ pk: text });

async function* casesOf(client: DynamoDBClient, table: string): AsyncIterable<CaseId> {
  const scan = {
    TableName: table,
    FilterExpression: 'n = :first AND begins_with(pk, :entries)',
    ExpressionAttributeValues: { ':first': { N: '0' }, ':entries': { S: 'entries#' } },
  };
  for await (const item of scanned(client, scan)) {
    const { pk } = parsed(stretchKeySchema, item, 'the key of entries');
    yield caseIdSchema.parse(pk.slice('entries#'.length));
  }
}

/** A claim whose case is closed, or that nobody made, would keep a subject from its next case. */
async function dropStaleClaims(
  client: DynamoDBClient,
  tables: CaseLogTables,
  open: ReadonlyMap<string, CaseId>,
): Promise<void> {
  const scan = {
    TableName: tables.cases,
    FilterExpression: 'sk = :claim',
    ExpressionAttributeValues: { ':claim': { S: 'claim' } },
  };
  for await (const item of scanned(client, scan)) {
    const { pk, holder } = parsed(claimSchema, item, 'the claim of a subject');
    // A case that was opened since the entries were read has its claim by right.
    if (open.get(pk) === holder || (await isOpen(client, tables, holder))) continue;
    await client.send(
      new DeleteItemCommand({
        TableName: tables.cases,
        Key: { pk: { S: pk }, sk: { S: 'claim' } },
        ConditionExpression: 'holder = :holder',
        ExpressionAttributeValues: { ':holder': { S: holder } },
      }),
    );
  }
}

const isOpen = async (
  client: DynamoDBClient,
  tables: CaseLogTables,
  id: CaseId,
): Promise<boolean> => (await rowOf(client, tables, id))?.status === 'open';

async function* scanned(client: DynamoDBClient, scan: ScanCommandInput): AsyncIterable<Item> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        ...scan,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    yield* always(page.Items, 'reading the case log');
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
