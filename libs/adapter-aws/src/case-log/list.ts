import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { CaseFilter, CaseSummary } from '@afo/ports';
import { z } from 'zod';
import { always } from '../whole-answer.ts';
import { monthOf, parsed, summaryOf, text } from './row.ts';
import type { Item } from './row.ts';
import type { CaseLogTables } from './tables.ts';

/** Rows of cases from new to old, months backwards, until there are as many as were asked for. */
export async function listCases(
  client: DynamoDBClient,
  { cases }: CaseLogTables,
  filter: CaseFilter,
): Promise<readonly CaseSummary[]> {
  const limit = filter.limit ?? 100;
  const rows: CaseSummary[] = [];
  for await (const month of months(client, cases)) {
    if (filter.after !== undefined && month > monthOf(filter.after)) continue;
    for await (const item of items(client, rowsOf(cases, month, filter))) {
      if (rows.length >= limit) return rows;
      rows.push(summaryOf(item));
    }
  }
  return rows.slice(0, limit);
}

/** All items that a query finds, page after page. */
export async function* items(
  client: DynamoDBClient,
  query: QueryCommandInput,
): AsyncIterable<Item> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        ...query,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    yield* always(page.Items, 'reading the case log');
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

const monthSchema = z.object({ sk: text });

async function* months(client: DynamoDBClient, table: string): AsyncIterable<string> {
  const query = {
    TableName: table,
    ScanIndexForward: false,
    KeyConditionExpression: 'pk = :months',
    ExpressionAttributeValues: { ':months': { S: 'months' } },
  };
  for await (const item of items(client, query)) yield parsed(monthSchema, item, 'a month').sk;
}

const FILTERS = ['status', 'subjectKey', 'account', 'region', 'kind', 'resource'] as const;

function rowsOf(table: string, month: string, filter: CaseFilter): QueryCommandInput {
  const wanted = FILTERS.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const { after } = filter;
  return {
    TableName: table,
    ScanIndexForward: false,
    KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :after',
    ExpressionAttributeValues: {
      ':pk': { S: `month#${month}` },
      ...(after === undefined ? {} : { ':after': { S: after } }),
      ...Object.fromEntries(wanted.map(({ name, value }) => [`:${name}`, { S: value }])),
    },
    ...(wanted.length === 0
      ? {}
      : {
          // Some of these names are words of the expression language.
          ExpressionAttributeNames: Object.fromEntries(
            wanted.map(({ name }) => [`#${name}`, name]),
          ),
          FilterExpression: wanted.map(({ name }) => `#${name} = :${name}`).join(' AND '),
        }),
  };
}
