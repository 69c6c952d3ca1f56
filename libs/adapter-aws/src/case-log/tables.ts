import { CreateTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsError } from '../aws-error.ts';

/**
 * Two tables, so that a role may be allowed to put and to read entries and nothing else (F-66): an entry is never
 * updated or deleted, while rows of the list and claims are.
 *
 * `entries`, key `pk` (S) and `n` (N):
 * - `entries#<case>`, first sequence number: a stretch of lines that were appended together (`lines`);
 * - `checkpoints#<case>`, size: a checkpoint (`note`, `timestamp`).
 *
 * `cases`, key `pk` (S) and `sk` (S):
 * - `month#<yyyy-mm>`, case id: the row of a case. The month is in the id (UUIDv7), so a row is found by id alone, and
 *   reading months backwards is the list from new to old;
 * - `months`, `<yyyy-mm>`: a month in which cases were opened;
 * - `subject#<key>`, `claim`: the open case of a subject;
 * - `news#<0…15>`, `news`: a counter of appends, for whoever waits.
 *
 * There is no secondary index: an index of DynamoDB is eventually consistent, and the port promises that a read sees
 * every append that has resolved. Filters are applied to the rows of a month while they are read: 1 KB a case.
 */
export interface CaseLogTables {
  readonly entries: string;
  readonly cases: string;
}

/** Makes the tables as they are deployed: on demand, protected from deletion, with point-in-time recovery set apart. */
export async function createCaseLogTables(
  client: DynamoDBClient,
  tables: CaseLogTables,
): Promise<void> {
  try {
    await create(client, tables.entries, { name: 'n', type: 'N' });
    await create(client, tables.cases, { name: 'sk', type: 'S' });
  } catch (error) {
    throw awsError(error, 'making the tables of the case log');
  }
}

async function create(
  client: DynamoDBClient,
  table: string,
  sort: { readonly name: string; readonly type: 'N' | 'S' },
): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: sort.name, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: sort.name, AttributeType: sort.type },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 120 }, { TableName: table });
}
