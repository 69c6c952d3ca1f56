import {
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseId } from '@afo/domain';
import { caseIdSchema, subjectKey } from '@afo/domain';
import { PortError, SubjectClaimedError, summarise } from '@afo/ports';
import type { CaseSummary, LogLine } from '@afo/ports';
import { z } from 'zod';
import { stretchesOf } from './lines.ts';
import { newsKey } from './news.ts';
import { itemOf, monthOf, parsed, rowKey, summaryOf, text } from './row.ts';
import type { CaseLogTables } from './tables.ts';

/** Two transactions that touch one item end each other; the loser tries again, and then mostly meets a condition. */
const TRIES = 12;

/** Appends all of the lines or none, in one transaction. */
export async function append(
  client: DynamoDBClient,
  tables: CaseLogTables,
  wanted: {
    readonly caseId: CaseId;
    readonly expectedSize: number;
    readonly lines: readonly LogLine[];
  },
): Promise<void> {
  const { caseId, expectedSize, lines } = wanted;
  if (lines.length === 0) {
    assertSize(await rowOf(client, tables, caseId), wanted);
    return;
  }
  for (let tries = 1; ; tries += 1) {
    const before = await rowOf(client, tables, caseId);
    assertSize(before, wanted);
    const stretches = stretchesOf(caseId, expectedSize, lines);
    const after = lines.reduce<CaseSummary | undefined>(
      (row, { entry }) => summarise(row, entry),
      before,
    );
    if (after === undefined) return;
    if (before === undefined) await noteMonth(client, tables, caseId);
    const claim = claimChange(tables, before, after);
    const outcome = await transact(client, [
      { Put: { TableName: tables.cases, Item: itemOf(after), ...sizeIs(expectedSize) } },
      { Update: newsUpdate(tables, caseId) },
      ...stretches.map((Item) => ({
        Put: { TableName: tables.entries, Item, ConditionExpression: 'attribute_not_exists(pk)' },
      })),
      ...claim,
    ]);
    if (outcome === 'done') return;
    if (outcome.includes('ConditionalCheckFailed'))
      await explain(client, tables, {
        wanted,
        after,
        others: claim.length > 0 ? outcome.slice(0, -1) : outcome,
      });
    if (tries === TRIES) throw conflict(caseId, 'others write to it at the same time');
    await sleep(Math.random() * 20 * tries);
  }
}

/** The row of a case, read so that every append that has resolved is seen. */
export async function rowOf(
  client: DynamoDBClient,
  tables: CaseLogTables,
  caseId: CaseId,
): Promise<CaseSummary | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tables.cases, Key: rowKey(caseId), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : summaryOf(Item);
}

interface Wanted {
  readonly caseId: CaseId;
  readonly expectedSize: number;
  readonly lines: readonly LogLine[];
}

function assertSize(row: CaseSummary | undefined, { caseId, expectedSize, lines }: Wanted): void {
  const size = row?.size ?? 0;
  if (size === expectedSize) return;
  if (row === undefined && lines[0]?.entry.type !== 'case.opened')
    throw new PortError('case-log.not-found', `there is no case ${caseId}`);
  throw conflict(caseId, `it has ${String(size)} entries, not ${String(expectedSize)}`);
}

// Written before the transaction and outside of it: all cases of a month would fight for this item within. A month
// without a case costs the list one empty query.
async function noteMonth(
  client: DynamoDBClient,
  tables: CaseLogTables,
  caseId: CaseId,
): Promise<void> {
  await client.send(
    new PutItemCommand({
      TableName: tables.cases,
      Item: { pk: { S: 'months' }, sk: { S: monthOf(caseId) } },
    }),
  );
}

const sizeIs = (size: number) =>
  size === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#size = :size',
        ExpressionAttributeNames: { '#size': 'size' },
        ExpressionAttributeValues: { ':size': { N: String(size) } },
      };

const newsUpdate = (tables: CaseLogTables, caseId: CaseId) => ({
  TableName: tables.cases,
  Key: newsKey(caseId),
  UpdateExpression: 'ADD news :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
});

export const claimKey = (summary: CaseSummary) => ({
  pk: { S: `subject#${subjectKey(summary.subject)}` },
  sk: { S: 'claim' },
});

function claimChange(
  tables: CaseLogTables,
  before: CaseSummary | undefined,
  after: CaseSummary,
): readonly TransactWriteItem[] {
  if ((before?.status ?? 'closed') === after.status) return [];
  const condition = {
    TableName: tables.cases,
    ConditionExpression: 'attribute_not_exists(pk) OR holder = :me',
    ExpressionAttributeValues: { ':me': { S: after.id } },
  };
  return after.status === 'open'
    ? [{ Put: { ...condition, Item: { ...claimKey(after), holder: { S: after.id } } } }]
    : [{ Delete: { ...condition, Key: claimKey(after) } }];
}

const cancelledSchema = z.object({
  name: z.literal('TransactionCanceledException'),
  CancellationReasons: z.array(z.object({ Code: z.string().optional() })),
});

/** `done`, or why each of the items stopped it. Repeated requests carry one token: what was done is not done twice. */
async function transact(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
): Promise<'done' | readonly string[]> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
    return 'done';
  } catch (error) {
    const cancelled = cancelledSchema.safeParse(error);
    if (!cancelled.success) throw error;
    const codes = cancelled.data.CancellationReasons.map(({ Code }) => Code ?? 'None');
    const isOurs = codes.every((code) =>
      ['None', 'ConditionalCheckFailed', 'TransactionConflict'].includes(code),
    );
    if (isOurs && codes.some((code) => code !== 'None')) return codes;
    throw error;
  }
}

/** Throws what a failed condition means; returns where the claim was freed meanwhile, so that a new try can help. */
async function explain(
  client: DynamoDBClient,
  tables: CaseLogTables,
  {
    wanted,
    after,
    others,
  }: { readonly wanted: Wanted; readonly after: CaseSummary; readonly others: readonly string[] },
): Promise<void> {
  assertSize(await rowOf(client, tables, wanted.caseId), wanted);
  // A condition beside the claim's failed although the size is right: row and entries do not say the same.
  if (others.includes('ConditionalCheckFailed'))
    throw new PortError(
      'case-log.unavailable',
      `the case list and the entries of case ${wanted.caseId} differ: rebuild the list (the entries are the truth)`,
    );
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tables.cases, Key: claimKey(after), ConsistentRead: true }),
  );
  if (Item === undefined) return;
  const { holder } = parsed(claimSchema, Item, 'the claim of a subject');
  if (holder !== wanted.caseId) throw new SubjectClaimedError(holder);
}

export const claimSchema = z.object({ pk: text, holder: text.pipe(caseIdSchema) });

const conflict = (caseId: CaseId, why: string): PortError =>
  new PortError('case-log.conflict', `case ${caseId}: ${why}`, { retryable: true });
