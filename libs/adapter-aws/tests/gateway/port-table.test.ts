import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { memoryPorts } from '@afo/conformance/memory';
import { expect, it } from 'vitest';
import {
  DynamoCaseLog,
  RejectedBucket,
  S3Vault,
  StepFunctionsStarter,
  StepFunctionsTokens,
} from '../../src/index.ts';
import { EbsSnapshotSources } from '../../src/ebs/index.ts';
import { EbsHandover } from '../../src/snapshots/index.ts';
import { BESIDES, MACHINE, PORT_TABLE } from './port-table.ts';
import { ROWS } from './port-rows.ts';

const ROOT = join(import.meta.dirname, '../../../..');

const entries = Object.entries(PORT_TABLE).flatMap(([port, methods]) =>
  methods === MACHINE
    ? []
    : Object.entries(methods).map(([method, coverage]) => [`${port}.${method}`, coverage] as const),
);

it('every method that the table says has a row has one, and every row is of a method of the table', () => {
  const promised = entries.flatMap(([method, coverage]) => (coverage === 'rows' ? [method] : []));

  const kept = new Set(ROWS.map(({ method }) => method));

  expect([...kept].sort()).toEqual([...promised, ...BESIDES].sort());
});

it('every file that the table names is there', () => {
  const named = entries.flatMap(([, coverage]) =>
    typeof coverage === 'object' && 'in' in coverage ? [coverage.in] : [],
  );

  expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

/** The adapters that are classes; what they offer is read from them, and not from memory. */
const CLASSES = {
  log: DynamoCaseLog,
  vault: S3Vault,
  tokens: StepFunctionsTokens,
  starter: StepFunctionsStarter,
  rejected: RejectedBucket,
  handover: EbsHandover,
  disks: EbsSnapshotSources,
} as const;

it('a method that an adapter offers and the table does not know fails here', () => {
  const known = new Set<string>(entries.map(([method]) => method));
  const offered = Object.entries(CLASSES).flatMap(([port, { prototype }]) =>
    Object.getOwnPropertyNames(prototype)
      .filter((name) => name !== 'constructor' && name !== 'close')
      .map((name) => `${port}.${name}`),
  );

  expect(offered.filter((method) => !known.has(method))).toEqual([]);
});

it('a port of the stack in memory that the table does not know fails here', () => {
  // `messages` is what the tests are told of.
  const besides = ['stack', 'actor', 'messages'];
  const ports = Object.keys(memoryPorts()).filter((name) => !besides.includes(name));

  expect(ports.filter((name) => !(name in PORT_TABLE))).toEqual([]);
});
