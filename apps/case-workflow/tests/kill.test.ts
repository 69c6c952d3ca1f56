import { createHash, randomBytes } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localStack } from '@afo/adapter-local';
import type { LocalStack } from '@afo/adapter-local';
import { caseWorkflow, fold, walk } from '@afo/domain';
import type { CaseId, CaseState, Entry, Source } from '@afo/domain';
import { openCase } from '@afo/pipeline';
import { verifyEntries } from '@afo/verify';
import { KillStand, victims } from './kill-stand.ts';

const RUNS = Number(env['AFO_KILL_RUNS'] ?? 8);
const PATIENCE = 60_000;

let stand: KillStand;
let stack: LocalStack;
let sources: readonly Source[];
let digests: readonly string[];

beforeAll(async () => {
  stand = await KillStand.start();
  stack = await localStack({
    home: stand.folder.home,
    actor: { kind: 'service', name: 'kill-test', version: '1' },
  });
  const disks = [await makeDisk('a', 24), await makeDisk('b', 6)];
  const log = {
    name: 'auth.log',
    bytes: Buffer.from('Nov 24 sshd: Failed password\n'.repeat(500)),
  };
  await writeFile(join(stand.folder.home, log.name), log.bytes);
  sources = [
    ...disks.map(({ path }) => sourceOf('disk', path)),
    sourceOf('log', join(stand.folder.home, log.name)),
  ];
  digests = [...disks.map(({ sha256 }) => sha256), sha256Of(log.bytes)];
}, 60_000);

afterAll(async () => {
  await stack.close();
  await stand.stop();
}, 30_000);

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const sourceOf = (kind: Source['kind'], path: string): Source => ({
  kind,
  uris: [pathToFileURL(path).href],
  title: path.slice(path.lastIndexOf('/') + 1),
});

/** A disk of random data with a hole in its middle. */
async function makeDisk(name: string, mebibytes: number) {
  const path = join(stand.folder.home, `${name}.raw`);
  const data = randomBytes((mebibytes * 1024 * 1024) / 2);
  const bytes = Buffer.alloc(mebibytes * 1024 * 1024);
  data.copy(bytes, 0, 0, data.length / 2);
  data.copy(bytes, bytes.length - data.length / 2, data.length / 2);
  const file = await open(path, 'w');
  await file.truncate(bytes.length);
  await file.write(data, 0, data.length / 2, 0);
  await file.write(data, data.length / 2, data.length / 2, bytes.length - data.length / 2);
  await file.close();
  return { path, sha256: sha256Of(bytes) };
}

async function entriesOf(caseId: CaseId): Promise<readonly { entry: Entry; line: string }[]> {
  const all = [];
  for await (const line of stack.ports.log.read(caseId)) all.push(line);
  return all;
}

const stateOf = async (caseId: CaseId): Promise<CaseState> => {
  const state = fold((await entriesOf(caseId)).map(({ entry }) => entry));
  if (state === undefined) throw new Error(`no case ${caseId}`);
  return state;
};

async function ended(caseId: CaseId): Promise<CaseState> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const state = await stateOf(caseId);
    if (walk(caseWorkflow, state).status !== 'waiting') return state;
    if (performance.now() > deadline)
      throw new Error(
        `case ${caseId} does not end: ${JSON.stringify([...state.steps.values()].filter((step) => !step.ended))}\n${await stand.lastWords()}`,
      );
    await stack.ports.log.changed(500);
  }
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await act();
  return performance.now() - begin;
}

const openNumber = (run: number): Promise<CaseId> =>
  openCase(stack.ports, {
    title: `run ${String(run)}`,
    subject: { kind: 'host', id: `host-${String(run)}` },
    origin: 'command',
    reason: 'the kill test',
    sources,
    grantedBy: {
      kind: 'command',
      approver: { kind: 'human', name: 'ann' },
      reason: 'the kill test',
    },
  });

/** Every effect once: in the log, and in the vault. */
async function checkEffects(caseId: CaseId, state: CaseState): Promise<void> {
  const entries = (await entriesOf(caseId)).map(({ entry }) => entry);
  const counted = (type: Entry['type'], of: (entry: Entry) => string): readonly string[] => {
    const names = entries.filter((entry) => entry.type === type).map(of);
    return names.filter((name, index) => names.indexOf(name) !== index);
  };
  const item = (entry: Entry): string => ('item' in entry.body ? String(entry.body.item) : '');
  const key = (entry: Entry): string => ('key' in entry.body ? entry.body.key : '');
  expect(counted('plan.made', () => 'plan')).toEqual([]);
  expect(counted('evidence.acquired', item)).toEqual([]);
  expect(counted('evidence.sealed', item)).toEqual([]);
  expect(counted('step.succeeded', key)).toEqual([]);
  const planned = (state.plan?.items ?? []).map((one) => state.items.get(one.item)?.sealed?.sha256);
  expect(planned).toEqual(digests);
}

/** What the vault holds of a case is what its manifests list, and not a byte beside it. */
async function checkVault(caseId: CaseId, state: CaseState): Promise<void> {
  const kept: string[] = [];
  for await (const { key } of stack.ports.vault.inventory(caseId)) kept.push(key);
  const listed: string[] = [];
  for (const { sealed } of state.items.values()) {
    if (sealed === undefined) continue;
    const chunks = [];
    for await (const chunk of stack.ports.vault.read(sealed.manifest.key)) chunks.push(chunk);
    const manifest = JSON.parse(Buffer.concat(chunks).toString()) as {
      stored: { key: string }[];
      blocks?: { digests: { key: string } };
    };
    listed.push(sealed.manifest.key, ...manifest.stored.map((object) => object.key));
    if (manifest.blocks !== undefined) listed.push(manifest.blocks.digests.key);
  }
  const unknown = kept.filter((object) => !listed.includes(object));
  const missing = listed.filter((object) => !kept.includes(object));
  expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
}

async function checkLog(caseId: CaseId): Promise<void> {
  const lines = (await entriesOf(caseId)).map(({ line }) => line);
  const verification = await verifyEntries(
    { lines, checkpoints: await stack.ports.log.checkpoints(caseId) },
    { keys: [await stack.ports.signer.publicKey()] },
  );
  expect(verification.faults).toEqual([]);
}

describe('when engine, agent, worker or Redis are killed at random', () => {
  it(
    `ends every case, with every effect once, the same digests and a log that verifies (${String(RUNS)} kills)`,
    async () => {
      const undisturbed = await timeOf(async () => ended(await openNumber(RUNS)));
      const attempts = new Map<string, number>();
      let hits = 0;
      for (let run = 0; run < RUNS; run += 1) {
        const victim = victims[run % victims.length] ?? 'engine';
        const caseId = await openNumber(run);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 0.7 * undisturbed));
        if (walk(caseWorkflow, await stateOf(caseId)).status === 'waiting') hits += 1;
        await stand.kill(victim);
        const state = await ended(caseId);

        const bad = [...state.steps.values()].filter(
          ({ ended: over, status }) => !over || status === 'failed',
        );
        expect({ run, victim, bad }).toEqual({ run, victim, bad: [] });
        for (const step of state.steps.values()) {
          if (step.attempt > 1)
            attempts.set(step.code ?? '?', (attempts.get(step.code ?? '?') ?? 0) + 1);
        }
        await checkEffects(caseId, state);
        await checkVault(caseId, state);
        await checkLog(caseId);
      }
      const { engine, agent, worker, redis } = stand.kills;

      expect(engine + agent + worker + redis).toBe(RUNS);
      expect(hits).toBeGreaterThan(RUNS / 3);
      expect(await stack.ports.log.inspect()).toEqual([]);
      process.stdout.write(
        `a case takes ${String(Math.round(undisturbed))} ms; ${String(hits)} kills hit it at work: engine ${String(engine)}, agent ${String(agent)}, worker ${String(worker)}, redis ${String(redis)}; attempts that were repeated: ${JSON.stringify([...attempts])}\n`,
      );
    },
    (RUNS + 1) * 2 * PATIENCE,
  );
});
