import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseId, Entry } from '@afo/domain';
import { entrySchema, MAX_ENTRY_BYTES } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { LogLine } from '@afo/ports';
import { z } from 'zod';
import { always } from '../whole-answer.ts';
import { count, parsed } from './row.ts';
import type { Item } from './row.ts';

/** An item of DynamoDB holds at most 400 KB; keys and the numbers of a list need some of it. */
const STRETCH_BYTES = 300_000;
/** A transaction holds at most 4 MB in at most 100 items (API reference, TransactWriteItems). */
const APPEND_BYTES = 3_000_000;
/** A reader may meet a transaction half way; it has become whole by then, or something is wrong. */
const GAP_TRIES = 20;
const GAP_MS = 50;

export const entriesKey = (caseId: CaseId): string => `entries#${caseId}`;

const stretchSchema = z.object({
  n: count,
  lines: z
    .object({ L: z.array(z.object({ S: z.string() })).min(1) })
    .transform(({ L }) => L.map(({ S }) => S)),
});

/** Lines that are put together, as few items as hold them. @throws PortError `case-log.too-large`, `case-log.conflict` */
export function stretchesOf(caseId: CaseId, from: number, lines: readonly LogLine[]): Item[] {
  const stretches: { readonly n: number; readonly lines: string[] }[] = [];
  let room = 0;
  let total = 0;
  for (const [index, line] of lines.entries()) {
    assertLine(line, caseId, from + index);
    const bytes = Buffer.byteLength(line.line) + 8;
    total += bytes;
    if (bytes > room) {
      stretches.push({ n: from + index, lines: [] });
      room = STRETCH_BYTES;
    }
    stretches.at(-1)?.lines.push(line.line);
    room -= bytes;
  }
  if (total > APPEND_BYTES)
    throw new PortError(
      'case-log.too-large',
      `${String(lines.length)} entries of ${String(total)} bytes do not fit into one transaction`,
    );
  return stretches.map((stretch) => ({
    pk: { S: entriesKey(caseId) },
    n: { N: String(stretch.n) },
    lines: { L: stretch.lines.map((line) => ({ S: line })) },
  }));
}

/** Lines from number `from` on. Never passes over a gap: what is not there yet is waited for, then reported. */
export async function* readLines(
  client: DynamoDBClient,
  table: string,
  { caseId, from }: { readonly caseId: CaseId; readonly from: number },
): AsyncIterable<LogLine> {
  let next = await startOf(client, table, { caseId, from });
  for (let tries = 0; tries < GAP_TRIES; tries += 1) {
    const page = await stretches(client, table, { caseId, from: next });
    if (page.length === 0) return;
    for (const line of linesWithoutGap(page, next)) {
      const read = lineOf(line, caseId, next);
      if (next >= from) yield read;
      next += 1;
      tries = -1;
    }
    if (tries >= 0) await sleep(GAP_MS);
  }
  throw damaged(caseId, next, 'is missing');
}

function* linesWithoutGap(page: readonly Stretch[], from: number): Iterable<string> {
  let next = from;
  for (const { n, lines } of page) {
    if (n !== next) return;
    yield* lines;
    next += lines.length;
  }
}

interface Place {
  readonly caseId: CaseId;
  readonly from: number;
}

/** The first number of the stretch that holds `from`. */
async function startOf(
  client: DynamoDBClient,
  table: string,
  { caseId, from }: Place,
): Promise<number> {
  if (from <= 0) return 0;
  const { Items } = await client.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 1,
      KeyConditionExpression: 'pk = :pk AND n <= :n',
      ExpressionAttributeValues: { ':pk': { S: entriesKey(caseId) }, ':n': { N: String(from) } },
    }),
  );
  const [item] = always(Items, 'reading the case log');
  return item === undefined ? 0 : stretchOf(item).n;
}

async function stretches(
  client: DynamoDBClient,
  table: string,
  { caseId, from }: Place,
): Promise<readonly Stretch[]> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND n >= :n',
      ExpressionAttributeValues: { ':pk': { S: entriesKey(caseId) }, ':n': { N: String(from) } },
    }),
  );
  return always(Items, 'reading the case log').map(stretchOf);
}

type Stretch = z.infer<typeof stretchSchema>;

const stretchOf = (item: Item): Stretch => parsed(stretchSchema, item, 'a stretch of entries');

/** The line is what will be hashed, and the entry is what the list is made of: they must say the same. */
function assertLine({ entry, line }: LogLine, caseId: CaseId, seq: number): void {
  const refuse = (why: string): PortError =>
    new PortError(
      'case-log.conflict',
      `entry ${String(seq)} of case ${caseId} was not appended: ${why}`,
    );
  if (entry.case !== caseId || entry.seq !== seq) throw refuse('it belongs elsewhere');
  const said = entryIn(line);
  if (said?.case !== entry.case || said.seq !== entry.seq || said.type !== entry.type)
    throw refuse('its line does not say what the entry says');
  if (line.includes('\n') || !line.isWellFormed()) throw refuse('it is not one line');
  if (Buffer.byteLength(line) > MAX_ENTRY_BYTES) throw refuse('it is too long');
}

function lineOf(line: string, caseId: CaseId, seq: number): LogLine {
  const entry = entryIn(line);
  if (entry === undefined) throw damaged(caseId, seq, 'does not parse');
  if (entry.case !== caseId || entry.seq !== seq) throw damaged(caseId, seq, 'belongs elsewhere');
  return { entry, line };
}

function entryIn(line: string): Entry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

const damaged = (caseId: CaseId, seq: number, what: string): PortError =>
  new PortError('case-log.unavailable', `entry ${String(seq)} of case ${caseId} ${what}`);
