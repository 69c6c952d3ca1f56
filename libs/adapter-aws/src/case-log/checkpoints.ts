import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CaseId } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { StoredCheckpoint } from '@afo/ports';
import { z } from 'zod';
import { awsFailureOf } from '../aws-error.ts';
import { items } from './list.ts';
import { count, parsed, text } from './row.ts';
import type { Item } from './row.ts';

const keyOf = (caseId: CaseId, size: number) => ({
  pk: { S: `checkpoints#${caseId}` },
  n: { N: String(size) },
});

const checkpointSchema = z.object({
  n: count,
  note: text,
  timestamp: z.object({ B: z.instanceof(Uint8Array) }).optional(),
});

/** Puts a checkpoint where there is none of its size; the same note again changes nothing. */
export async function putCheckpoint(
  client: DynamoDBClient,
  table: string,
  { caseId, checkpoint }: { readonly caseId: CaseId; readonly checkpoint: StoredCheckpoint },
): Promise<void> {
  const { size, note, timestamp } = checkpoint;
  const Item = {
    ...keyOf(caseId, size),
    note: { S: note },
    ...(timestamp === undefined ? {} : { timestamp: { B: timestamp } }),
  };
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (awsFailureOf(error) !== 'aws.conflict') throw error;
    const known = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(caseId, size), ConsistentRead: true }),
    );
    if (known.Item !== undefined && checkpointOf(known.Item).note === note) return;
    throw new PortError(
      'case-log.conflict',
      `case ${caseId} has another checkpoint of size ${String(size)}`,
    );
  }
}

export async function readCheckpoints(
  client: DynamoDBClient,
  table: string,
  caseId: CaseId,
): Promise<readonly StoredCheckpoint[]> {
  const all: StoredCheckpoint[] = [];
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keyOf(caseId, 0).pk },
  };
  for await (const item of items(client, query)) all.push(checkpointOf(item));
  return all;
}

function checkpointOf(item: Item): StoredCheckpoint {
  const { n, note, timestamp } = parsed(checkpointSchema, item, 'a checkpoint');
  return { size: n, note, ...(timestamp === undefined ? {} : { timestamp: timestamp.B }) };
}
