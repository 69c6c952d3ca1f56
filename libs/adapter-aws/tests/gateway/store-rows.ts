import {
  caseNumber,
  collect,
  get,
  host,
  lineAt,
  linesFrom,
  note,
  opening,
  put,
} from '@afo/conformance';
import { addressOf, content, EMPTY_IS_GOOD, letterOf, same } from './ports-under-fault.ts';
import type { PortsUnderFault, Row } from './ports-under-fault.ts';

/** What the case log, the vault, the key and the bucket of rejected events are asked for. */
export const STORE_ROWS: readonly Row[] = [
  {
    port: 'an entry of the case log',
    method: 'log.append',
    service: 'dynamodb',
    ready: (on, number) => {
      const id = caseNumber(number);
      const line = lineAt(id, 0, opening(host(`host-${String(number)}`)));
      return Promise.resolve({
        act: () => on.log.append(id, 0, [line]),
        holds: async () => (await collect(on.log.read(id))).length === 1,
      });
    },
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
  {
    port: 'reading the case log',
    method: 'log.read',
    service: 'dynamodb',
    ready: async (on, number) => {
      const id = await openedCase(on, number);
      await on.log.append(id, 1, linesFrom(id, 1, [note('one'), note('two'), note('three')]));
      return {
        act: () => collect(on.log.read(id)),
        holds: (answer) => Array.isArray(answer) && answer.length === 4,
      };
    },
  },
  {
    port: 'the list of cases',
    method: 'log.list',
    service: 'dynamodb',
    ready: async (on, number) => {
      const id = await openedCase(on, number);
      return {
        act: () => on.log.list({ resource: `host-${String(number)}` }),
        holds: (answer) => JSON.stringify(answer).includes(id),
      };
    },
  },
  {
    port: 'a checkpoint',
    method: 'log.keepCheckpoint',
    service: 'dynamodb',
    ready: async (on, number) => {
      const id = await openedCase(on, number);
      return {
        act: () => on.log.keepCheckpoint(id, { size: 1, note: 'a note' }),
        holds: async () => (await on.log.checkpoints(id)).length === 1,
      };
    },
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
  {
    port: 'the checkpoints of a case',
    method: 'log.checkpoints',
    service: 'dynamodb',
    ready: async (on, number) => {
      const id = await openedCase(on, number);
      await on.log.keepCheckpoint(id, { size: 1, note: 'a note' });
      return {
        act: () => on.log.checkpoints(id),
        holds: (answer) => Array.isArray(answer) && answer.length === 1,
      };
    },
  },
  {
    port: 'making the list of cases anew',
    method: 'log.rebuild',
    service: 'dynamodb',
    ready: async (on, number) => {
      await openedCase(on, number);
      return {
        act: () => on.log.rebuild(),
        holds: (answer) => typeof answer === 'number' && answer > 0,
      };
    },
  },
  {
    port: 'an object of the vault',
    method: 'vault.create',
    service: 's3',
    ready: (on, number) =>
      Promise.resolve({
        act: () => put(on.vault, addressOf(number), content(number)),
        holds: async (answer) => {
          const { key } = answer as { key: string };
          return same(await get(on.vault, key), content(number));
        },
      }),
  },
  {
    port: 'reading the vault',
    method: 'vault.read',
    service: 's3',
    ready: async (on, number) => {
      const { key } = await put(on.vault, addressOf(number), content(number));
      return {
        act: () => get(on.vault, key),
        holds: (answer) => same(answer, content(number)),
      };
    },
  },
  {
    port: 'whether the vault has an object',
    method: 'vault.head',
    service: 's3',
    ready: async (on, number) => {
      const { key } = await put(on.vault, addressOf(number), content(number));
      return {
        act: () => on.vault.head(key),
        holds: (answer) => JSON.stringify(answer ?? '').includes(key),
      };
    },
  },
  {
    port: 'what the vault has of a case',
    method: 'vault.inventory',
    service: 's3',
    ready: async (on, number) => {
      await put(on.vault, addressOf(number), content(number));
      return {
        act: () => allOf(on.vault.inventory(caseNumber(number))),
        holds: (answer) => Array.isArray(answer) && answer.length === 1,
      };
    },
  },
  {
    port: 'a hold on the evidence of a case',
    method: 'vault.protect',
    service: 's3',
    ready: async (on, number) => {
      const { key } = await put(on.vault, addressOf(number), content(number));
      return {
        act: () => on.vault.protect(caseNumber(number), { legalHold: true }),
        holds: async () => (await on.vault.retention(key)).legalHold,
      };
    },
  },
  {
    port: 'how an object is protected',
    method: 'vault.retention',
    service: 's3',
    ready: async (on, number) => {
      const { key } = await put(on.vault, addressOf(number), content(number));
      await on.vault.protect(caseNumber(number), { legalHold: true });
      return {
        act: () => on.vault.retention(key),
        holds: (answer) => JSON.stringify(answer).includes('"legalHold":true'),
      };
    },
  },
  {
    port: 'a signature',
    method: 'signer.sign',
    service: 'kms',
    ready: async (on, number) => {
      const signature = await on.signer.sign(content(number));
      return {
        act: () => on.signer.sign(content(number)),
        holds: (answer) => same(answer, signature),
      };
    },
  },
  {
    port: 'a rejected event',
    method: 'rejected.keep',
    service: 's3',
    ready: (on, number) =>
      Promise.resolve({
        act: () => on.rejected.keep(letterOf(number)),
        holds: async (id) => same(await on.rejected.read(String(id)), content(number)),
      }),
  },
  {
    port: 'the list of rejected events',
    method: 'rejected.list',
    service: 's3',
    ready: async (on, number) => {
      const id = await on.rejected.keep(letterOf(number));
      return {
        act: () => on.rejected.list(),
        holds: (answer) => JSON.stringify(answer).includes(id),
      };
    },
  },
  {
    port: 'a rejected event that is read',
    method: 'rejected.read',
    service: 's3',
    ready: async (on, number) => {
      const id = await on.rejected.keep(letterOf(number));
      return {
        act: () => on.rejected.read(id),
        holds: (answer) => same(answer, content(number)),
      };
    },
  },
  {
    port: 'a rejected event that is settled',
    method: 'rejected.settle',
    service: 's3',
    ready: async (on, number) => {
      const id = await on.rejected.keep(letterOf(number));
      return {
        act: () => on.rejected.settle(id),
        holds: async () => !JSON.stringify(await on.rejected.list()).includes(id),
      };
    },
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
];

async function allOf<T>(found: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of found) all.push(one);
  return all;
}

const openedCase = async (on: PortsUnderFault, number: number) => {
  const id = caseNumber(number);
  await on.log.append(id, 0, [lineAt(id, 0, opening(host(`host-${String(number)}`)))]);
  return id;
};
