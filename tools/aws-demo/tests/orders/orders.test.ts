import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { caseIdSchema, caseWorkflow, walk } from '@afo/domain';
import type { CaseId, CaseState } from '@afo/domain';
import { CaseBook, exportBundle } from '@afo/pipeline';
import { verifyPath } from '@afo/verify/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hostPicture } from '../../src/host-picture.ts';
import { PLACES } from '../../src/scenario.ts';
import { startStage } from '../../src/stage/start-stage.ts';
import type { Stage } from '../../src/stage/start-stage.ts';
import { isClosed, lookAtHost } from '../faults/host-look.ts';
import { smallDisk } from '../faults/stand.ts';

// Orders at the command line, each in a process of its own, against the functions, state machine, agent and workers of
// the lab. One after the other: the second order is about the host that the first has left. The disk holds no file
// system, so nothing here is about analysis.

const PLAYBOOK = resolve(import.meta.dirname, 'two-people.yaml');
const PATIENCE_MS = 240_000;

let folder: string;
let stage: Stage;
let picture: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-orders-'));
  stage = await startStage(folder, { image: await smallDisk(folder), playbook: PLAYBOOK });
  picture = await hostPicture(stage.lab);
}, 120_000);

afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

const PERSON = ['--as', 'Examiner', '--reason', 'the drill asks for it'];

async function opened(instance: string, ...flags: readonly string[]): Promise<CaseId> {
  const { account, region } = PLACES.member;
  const answer = await stage.afo(
    ...['case', 'open', '--instance', `${account}/${region}/${stage.lab.id(instance)}`],
    ...['--authorised-by', 'Examiner', '--reason', 'the drill asks for it', ...flags],
  );
  return z.object({ case: caseIdSchema }).parse(answer).case;
}

async function until(
  caseId: CaseId,
  holds: (state: CaseState) => boolean,
  what: string,
): Promise<CaseState> {
  const end = Date.now() + PATIENCE_MS;
  const book = await CaseBook.open(stage.stack.ports, caseId);
  for (;;) {
    const state = await book.refresh();
    if (holds(state)) return state;
    if (Date.now() > end)
      throw new Error(`not ${what}: ${JSON.stringify([...state.steps.values()])}`);
    await sleep(1_000);
  }
}

const isOver = (state: CaseState): boolean => walk(caseWorkflow, state).status !== 'waiting';
const statusOf = (state: CaseState, step: string) => state.steps.get(step)?.status;

/** What people were told, as the lab's record of the calls has it. */
const told = (): string =>
  stage.lab
    .calls()
    .filter(({ service, operation }) => service === 'sns' && operation === 'Publish')
    .map(({ parameters }) => String(parameters['Message']))
    .join('\n');

const failure = (running: Promise<unknown>): Promise<string> =>
  running.then(
    () => 'it was done',
    (error: unknown) =>
      z
        .object({ stdout: z.string(), stderr: z.string() })
        .transform((out) => out.stdout + out.stderr)
        .parse(error),
  );

async function bundleOf(caseId: CaseId) {
  const { ports } = stage.stack;
  const path = join(folder, `case-${caseId}.bag`);
  const destination = { path, format: 'directory' } as const;
  await exportBundle({ ports, sinks: stage.sinks }, { caseId, destination, evidence: 'all' });
  return { path, ...(await verifyPath(path, { keys: [await ports.signer.publicKey()] })) };
}

async function textOf(path: string): Promise<string> {
  const files = await readdir(path, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile() && /\.(?:html|json)$/.test(file.name))
    .map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

describe('when an isolation cannot wait for its approval, and the answer is no', () => {
  it('has isolated the host before, undoes nothing, and says NOT APPROVED in case show, report and messages', async () => {
    const caseId = await opened('instance.web-01', '--isolate', '--emergency');
    const begun = await until(
      caseId,
      (state) => statusOf(state, 'contain') === 'succeeded',
      'isolated',
    );
    expect([...begun.requests.values()]).toMatchObject([{ status: 'pending', emergency: true }]);
    await until(caseId, (state) => statusOf(state, 'prove') !== 'started', 'looked for proof');

    await stage.afo('refuse', caseId, ...PERSON);
    const state = await until(caseId, (now) => isOver(now) && now.reports.length > 0, 'at its end');

    expect(isClosed(await lookAtHost(stage.lab))).toBe(true);
    expect([...state.requests.values()]).toMatchObject([{ status: 'refused', emergency: true }]);
    expect(await stage.say('case', 'show', caseId)).toContain('NOT APPROVED');
    expect(told()).toMatch(new RegExp(`NOT APPROVED.*${caseId}`, 'u'));
    const { path, status } = await bundleOf(caseId);
    expect(status).toBe('proven');
    expect(await textOf(path)).toContain('NOT APPROVED');
    await stage.afo('release', caseId, ...PERSON);
    expect(await hostPicture(stage.lab)).toEqual(picture);
    await stage.afo('case', 'close', caseId, ...PERSON);
  }, 600_000);
});

describe('when one session gives both approvals that an isolation needs', () => {
  it('is refused the second one, and nothing of the host is changed', async () => {
    const caseId = await opened('instance.web-01', '--isolate');
    await until(
      caseId,
      ({ requests }) => [...requests.values()].some(({ status }) => status === 'pending'),
      'asked for',
    );
    await stage.afo('approve', caseId, ...PERSON);

    const again = stage.afo('approve', caseId, '--as', 'Somebody Else', '--reason', 'me too');

    expect(await failure(again)).toContain('request.same-person');
    await stage.afo('refuse', caseId, ...PERSON);
    const state = await until(caseId, isOver, 'at its end');
    expect(statusOf(state, 'preserve')).toBeUndefined();
    expect(await hostPicture(stage.lab)).toEqual(picture);
    await stage.afo('case', 'close', caseId, ...PERSON);
  }, 600_000);
});

describe('when a case was opened without isolation', () => {
  it('is isolated and given back by orders of their own, and its bundle is proven', async () => {
    const caseId = await opened('instance.web-01');
    const worked = await until(caseId, isOver, 'at its end');
    expect(statusOf(worked, 'contain')).toBeUndefined();

    const contained = await stage.afo('contain', caseId, ...PERSON);

    expect(contained).toMatchObject({ proof: { proven: true, method: 'reachability-analyzer' } });
    expect(isClosed(await lookAtHost(stage.lab))).toBe(true);
    await stage.afo('release', caseId, ...PERSON);
    expect(await hostPicture(stage.lab)).toEqual(picture);
    expect((await bundleOf(caseId)).status).toBe('proven');
  }, 600_000);
});

describe('when everything has been ordered', () => {
  it('has made no call that the policies of whoever made it do not allow, dry runs included', () => {
    const rehearsed = stage.lab.calls().filter(({ error }) => error === 'DryRunOperation');

    expect(stage.refused()).toEqual([]);
    expect(rehearsed.length).toBeGreaterThan(0);
    expect(rehearsed.filter(({ changing }) => changing)).toEqual([]);
  });
});
