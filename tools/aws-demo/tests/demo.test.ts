import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabCall } from '@afo/aws-lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playDemo } from '../src/play-demo.ts';
import type { DemoResult } from '../src/play-demo.ts';
import { searchDemo, watchDemo } from './secrets/demo-search.ts';
import type { DemoSearch } from './secrets/demo-search.ts';

// What this does not show is said in README.md of tools/aws-lab, and by the demo itself.

let folder: string;
let result: DemoResult;
let calls: readonly LabCall[];
let search: DemoSearch;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-aws-demo-'));
  result = await playDemo(folder, () => undefined, {
    atStart: () => watchDemo(folder),
    atEnd: async (stage, { bundle }) => {
      search = await searchDemo(stage, { folder, bundle });
    },
  });
  const lines = (await readFile(join(folder, 'calls.jsonl'), 'utf8')).trim().split('\n');
  // The lab's own lines, which it wrote itself.
  calls = lines.map((line) => JSON.parse(line) as LabCall);
}, 600_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const stepOf = ({ principal }: LabCall): string | undefined => principal?.tags?.['step'];
const changesOn = (account: string): readonly LabCall[] =>
  calls.filter(
    ({ changing, principal, service }) =>
      changing && principal?.account === account && principal.kind === 'role' && service !== 'sts',
  );

describe('when a person orders an isolation in Security Hub', () => {
  it('comes to a proven bundle in which no planted trace is missing, makes no call that its policies do not allow, and the host is as it was', () => {
    expect(result.failures).toEqual([]);
    expect([result.verdict, result.containment]).toEqual(['proven', 'proven']);
    expect(result.planted).toBeGreaterThan(10);
  });

  it('changes nothing in the member account while it only looks and plans', () => {
    const looked = calls.filter((call) => stepOf(call) === 'triage');

    expect(looked.length).toBeGreaterThan(20);
    expect(looked.filter(({ changing }) => changing)).toEqual([]);
  });

  it('enters the member account by a session that names the step, and by no other way', () => {
    const steps = new Set(changesOn('111122223333').map(stepOf));

    expect([...steps].sort()).toEqual([
      'acquire-disk',
      'contain',
      'preserve',
      'prove',
      'release',
      'snapshot',
      'write-back',
    ]);
  });

  it('F-55 leaves of its intermediates nothing but the set of snapshots and the copy that was read', () => {
    const made = calls.filter(({ operation }) =>
      ['CreateSnapshots', 'CopySnapshot'].includes(operation),
    );
    const deleted = calls.filter(
      ({ operation, status }) => operation === 'DeleteSnapshot' && status === 200,
    );

    expect(made).toHaveLength(3);
    expect(deleted).toHaveLength(1);
  });

  it('F-32 stops, restarts or ends the host in no step, whatever fails: its memory would be lost', () => {
    const fatal = ['StopInstances', 'RebootInstances', 'TerminateInstances'];

    expect(calls.filter(({ operation }) => fatal.includes(operation))).toEqual([]);
  });

  it('F-65 hands out no link to evidence: every object is asked for in the name of a role', () => {
    const objects = calls.filter(({ service }) => service === 's3' || service === 'ebs');

    expect(objects.length).toBeGreaterThan(100);
    expect(objects.filter(({ presigned }) => presigned)).toEqual([]);
  });
});

describe('when somebody searches all that a case has left behind for what grants access', () => {
  it('F-62 finds no key, token or signature in calls, wire, logs, tables, evidence, bundle and queue', () => {
    const found = Object.values(search.places).flatMap((place) => place.found);

    expect(found).toEqual([]);
  });

  it('F-62 has looked everywhere, for secrets that there were: where they belong it finds them', () => {
    const empty = Object.entries(search.places)
      .filter(([, { things }]) => things === 0)
      .map(([name]) => name);

    // The demo rejects no event.
    expect(empty).toEqual(['rejected events']);
    expect([search.secrets > 10, search.tokens > 3]).toEqual([true, true]);
    expect(search.exceptions.found.length).toBeGreaterThan(search.tokens);
  });
});
