import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localStack } from '@afo/adapter-local';
import type { CaseId } from '@afo/domain';
import type { IngestResult } from '@afo/pipeline';
import { serviceActor } from '@afo/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningReceiver } from './running-receiver.ts';
import { startReceiver } from './running-receiver.ts';

let home: string;
let running: RunningReceiver[];
beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'afo-receiver-')), 'home');
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((receiver) => receiver.end('SIGKILL').catch(() => null)));
  await rm(join(home, '..'), { recursive: true, force: true });
});

const start = async (env: NodeJS.ProcessEnv = {}): Promise<RunningReceiver> => {
  const receiver = await startReceiver(home, env);
  running.push(receiver);
  return receiver;
};

const guardDuty = (instance: number, update: number) =>
  JSON.stringify({
    schemaVersion: '2.0',
    accountId: '111122223333',
    region: 'eu-west-1',
    partition: 'aws',
    id: `finding-${instance}`,
    type: 'Backdoor:EC2/C&CActivity.B!DNS',
    resource: {
      resourceType: 'Instance',
      instanceDetails: { instanceId: `i-${instance.toString(16).padStart(17, '0')}` },
    },
    service: { archived: false, additionalInfo: {} },
    severity: 8,
    createdAt: '2026-11-24T02:34:34.146Z',
    updatedAt: new Date(Date.parse('2026-11-24T02:44:00Z') + update).toISOString(),
    title: 'An instance queries a command and control server.',
  });

const post = async ({ url }: RunningReceiver, body: string) => {
  const reply = await fetch(`${url}/events`, { method: 'POST', body });
  return { status: reply.status, result: (await reply.json()) as IngestResult };
};

/** What the log of the data folder says of each case, by the kind of entry. */
async function casesIn(
  folder: string,
): Promise<readonly { readonly id: CaseId; readonly count: (type: string) => number }[]> {
  const stack = await localStack({ home: folder, actor: serviceActor('test') });
  try {
    const found = [];
    for (const { id } of await stack.ports.log.list({})) {
      const types: string[] = [];
      for await (const { entry } of stack.ports.log.read(id)) types.push(entry.type);
      found.push({ id, count: (type: string) => types.filter((one) => one === type).length });
    }
    return found;
  } finally {
    await stack.close();
  }
}

describe('when receivers run as processes of their own', () => {
  it('opens a case, answers with it, and ends in order', async () => {
    const receiver = await start();

    const { status, result } = await post(receiver, guardDuty(1, 0));
    const health = await fetch(`${receiver.url}/healthz`);

    expect(status).toBe(202);
    expect(result.decisions).toMatchObject([{ outcome: 'open', isolate: false }]);
    expect(await health.json()).toEqual({ status: 'ok' });
    expect(await receiver.end()).toBe(0);
    expect((await casesIn(home)).map(({ id }) => id)).toEqual(result.cases.map((one) => one.case));
  }, 60_000);

  it('F-41 makes one case of 1,000 copies and updates that three processes take at once', async () => {
    const receivers = await Promise.all([start(), start(), start()]);
    const copies = Array.from({ length: 1000 }, (_, n) => n);

    const statuses = await inParallel(
      30,
      copies,
      async (n) => (await post(receivers[n % 3] ?? receivers[0], guardDuty(1, n % 20))).status,
    );

    expect(new Set(statuses)).toEqual(new Set([202]));
    const cases = await casesIn(home);
    expect(cases).toHaveLength(1);
    expect(cases[0]?.count('case.opened')).toBe(1);
    expect(cases[0]?.count('authorisation.granted')).toBe(1);
    expect(cases[0]?.count('finding.attached')).toBe(20);
    expect(cases[0]?.count('evidence.sealed')).toBe(20);
  }, 120_000);

  it('ING-4 loses nothing and does nothing twice when it is killed and its senders come again', async () => {
    const deliveries = Array.from({ length: 40 }, (_, n) => guardDuty(n % 10, Math.floor(n / 10)));
    const first = await start();
    const killed = new Promise((resolve) => setTimeout(resolve, 150)).then(() =>
      first.end('SIGKILL'),
    );
    await inParallel(8, deliveries, (body) => post(first, body).catch(() => undefined));
    await killed;

    const second = await start();
    await inParallel(8, deliveries, (body) => post(second, body));
    await second.end();

    const cases = await casesIn(home);
    expect(cases).toHaveLength(10);
    expect(cases.map(({ count }) => count('finding.attached'))).toEqual(
      Array.from({ length: 10 }, () => 4),
    );
    expect(cases.map(({ count }) => count('evidence.sealed'))).toEqual(
      Array.from({ length: 10 }, () => 4),
    );
  }, 120_000);

  it('keeps what nothing could be taken from, also behind a restart', async () => {
    const receiver = await start();

    const { status } = await post(receiver, '{"broken');
    await receiver.end();

    expect(status).toBe(422);
    const stack = await localStack({ home, actor: serviceActor('test') });
    const waiting = await stack.ports.rejected.list();
    await stack.close();
    expect(waiting).toMatchObject([{ code: 'event.not-json' }]);
  }, 60_000);

  it.each([
    [{ AFO_INGEST_HOST: '0.0.0.0' }, 'runtime.bad-config'],
    [{ AFO_PLAYBOOK: import.meta.filename }, 'playbook.invalid'],
    [{ AFO_PLAYBOOK: '/nowhere/playbook.yaml' }, 'ENOENT'],
  ])(
    'does not start with %j, and says why',
    async (env, why) => {
      await expect(start(env)).rejects.toThrow(why);
    },
    60_000,
  );
});

async function inParallel<T, R>(
  places: number,
  work: readonly T[],
  run: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = work.values();
  await Promise.all(
    Array.from({ length: places }, async () => {
      for (const one of rest) results.push(await run(one));
    }),
  );
  return results;
}
