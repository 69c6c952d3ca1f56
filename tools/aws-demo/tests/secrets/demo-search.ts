import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabCall } from '@afo/aws-lab';
import type { Stage } from '../../src/stage/start-stage.ts';
import { files, holdsSecretsBecause, taskTokens, watchRedis, wire } from './demo-places.ts';
import { itemsOf, objectsOf } from './forensic-account.ts';
import { searchFor } from './search.ts';
import type { Searched, Thing } from './search.ts';

export interface DemoSearch {
  readonly secrets: number;
  readonly tokens: number;
  /** By place: where nothing may be found. */
  readonly places: Readonly<Record<string, Searched>>;
  /** The calls that are left out, with what was found in them. */
  readonly exceptions: Searched;
}

const redisCommands = (folder: string): string => join(folder, 'redis-commands.txt');

/** From the start of a demo on, what goes through the queue is written down. */
export const watchDemo = (folder: string): Promise<void> =>
  watchRedis(join(folder, 'redis.sock'), redisCommands(folder));

/** Searches all that a demo has left behind, while its lab still stands, for every secret that was given out. */
export async function searchDemo(
  { lab, deployment, captureFolder, logs, callFile }: Stage,
  of: { readonly folder: string; readonly bundle: string },
): Promise<DemoSearch> {
  const { tables, tokensTable, vaultBucket, rejectedBucket } = deployment.stores;
  const record = await readFile(callFile);
  // The lab's own lines, which it wrote itself.
  const calls = record
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LabCall);
  const tokens = await taskTokens(captureFolder, calls, tokensTable);
  const secrets = [...lab.secrets(), ...tokens];
  const isException = (call: LabCall | undefined): boolean =>
    call !== undefined && holdsSecretsBecause(call, tokensTable) !== undefined;
  const commands = await readFile(redisCommands(of.folder));
  const things: Readonly<Record<string, AsyncIterable<Thing> | Iterable<Thing>>> = {
    'the record of calls': [{ place: 'calls', bytes: record, shapes: true }],
    'the wire': wire(captureFolder, calls, (call) => !isException(call)),
    'logs of processes': files(logs, () => true),
    'the log of cases': itemsOf(lab, tables.entries),
    'the list of cases': itemsOf(lab, tables.cases),
    'the vault': objectsOf(lab, vaultBucket),
    'rejected events': objectsOf(lab, rejectedBucket),
    'the bundle': files(of.bundle, (path) => !path.includes('/data/evidence/')),
    'the queue': [{ place: 'redis', bytes: commands, shapes: true }],
  };
  const places: Record<string, Searched> = {};
  const search = searchFor(secrets);
  for (const [place, all] of Object.entries(things)) places[place] = await search(all);
  return {
    secrets: lab.secrets().length,
    tokens: tokens.length,
    places,
    exceptions: await searchFor(secrets)(wire(captureFolder, calls, isException)),
  };
}
