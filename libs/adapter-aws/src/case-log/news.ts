import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseId } from '@afo/domain';
import { PortError } from '@afo/ports';
import { z } from 'zod';
import { count, parsed } from './row.ts';
import type { CaseLogTables } from './tables.ts';

/** Appends to different cases meet at a counter once in so many times. */
const COUNTERS = 16;
/** How often the counters are read, milliseconds, and only while somebody waits. */
const INTERVAL = 500;

const keyOf = (n: number) => ({ pk: { S: `news#${String(n)}` }, sk: { S: 'news' } });

/** The counter that the appends to a case go to: the last digit of an id is random. */
export const newsKey = (caseId: CaseId) => keyOf(Number.parseInt(caseId.slice(-1), 16));

/** Waits until an append is counted after the first reading, which is begun at once; says whether one was. */
export async function nextNews(
  read: () => Promise<number>,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  if (signal.aborted) return false;
  const before = await read();
  for (;;) {
    const left = until - performance.now();
    if (left <= 0 || !(await rested(Math.min(INTERVAL, left), signal))) return false;
    if ((await read()) !== before) return true;
  }
}

async function rested(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

const counterSchema = z.object({ news: count });

/** How many appends there were. */
export async function readNews(client: DynamoDBClient, { cases }: CaseLogTables): Promise<number> {
  const Keys = Array.from({ length: COUNTERS }, (_, n) => keyOf(n));
  const { Responses, UnprocessedKeys } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [cases]: { Keys, ConsistentRead: true } } }),
  );
  if (Object.keys(UnprocessedKeys ?? {}).length > 0)
    throw new PortError('case-log.unavailable', 'DynamoDB read only some of the counters', {
      retryable: true,
    });
  return (Responses?.[cases] ?? [])
    .map((item) => parsed(counterSchema, item, 'a counter of appends').news)
    .reduce((sum, news) => sum + news, 0);
}
