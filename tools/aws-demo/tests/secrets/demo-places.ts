import { appendFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { LabCall } from '@afo/aws-lab';
import { z } from 'zod';
import type { Thing } from './search.ts';

/**
 * Calls whose bodies hold a secret by their nature, and why that is no leak. STS is not captured at all, for the same
 * reason. Everything else that goes over the wire is searched.
 */
export function holdsSecretsBecause(call: LabCall, tokensTable: string): string | undefined {
  const { service, operation, parameters } = call;
  if (service === 'dynamodb' && JSON.stringify(parameters).includes(tokensTable))
    return 'the table of tokens is where tokens are kept';
  if (service === 'states' && operation.startsWith('SendTask'))
    return 'a state machine is woken by its token';
  if (service === 'lambda' && operation.startsWith('CreateFunction'))
    return 'the lab gives a function its keys in its environment; AWS has a role for that';
  if (service === 'ec2' && operation === 'CopySnapshot')
    return 'EC2 wants a copy between regions to be signed in its parameters';
  return undefined;
}

/** Bodies of what went over the wire, as far as they are wanted; a call that is still under way has no record. */
export async function* wire(
  folder: string,
  calls: readonly LabCall[],
  isWanted: (call: LabCall | undefined) => boolean,
): AsyncGenerator<Thing> {
  const byNumber = new Map(calls.map((call) => [String(call.number), call]));
  for (const name of await readdir(folder)) {
    const call = byNumber.get(name.split('-')[0] ?? '');
    if (!isWanted(call)) continue;
    const { service = 'unknown', operation = 'under way' } = call ?? {};
    const place = `wire ${service}:${operation} ${name}`;
    // Evidence goes to S3 and comes from EBS; the words of a suspect host have any shape.
    const shapes = !['s3', 'ebs'].includes(service);
    // Objects come in parts and are read in ranges; in the vault they are searched whole.
    const isPiece = service === 's3';
    yield { place, bytes: await readFile(join(folder, name)), shapes, isPiece };
  }
}

const keptToken = z.object({ Item: z.object({ token: z.object({ S: z.string() }) }) });

/** Tokens of state machines, out of what was written to their table. */
export async function taskTokens(
  folder: string,
  calls: readonly LabCall[],
  tokensTable: string,
): Promise<readonly string[]> {
  const kept = calls.filter(
    ({ service, operation, parameters }) =>
      service === 'dynamodb' && operation === 'PutItem' && parameters['TableName'] === tokensTable,
  );
  return await Promise.all(
    kept.map(async ({ number }) => {
      const body = await readFile(join(folder, `${String(number)}-request`), 'utf8');
      return keptToken.parse(JSON.parse(body)).Item.token.S;
    }),
  );
}

/** Every file below a folder. */
export async function* files(
  folder: string,
  shapes: (path: string) => boolean,
): AsyncGenerator<Thing> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    yield {
      place: path.slice(folder.length + 1),
      bytes: await readFile(path),
      shapes: shapes(path),
    };
  }
}

/** Writes down every command that a Redis is given from now on; ends with the Redis. */
export function watchRedis(socket: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => connection.write('MONITOR\r\n'));
    connection.once('data', () => {
      resolve();
    });
    connection.on('data', (data) => {
      appendFileSync(file, data);
    });
    connection.on('error', reject);
  });
}
