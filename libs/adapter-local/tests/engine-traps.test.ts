import { afterEach, describe, expect, it } from 'vitest';
import { abortOf, appendTo, deferred, delay, eventually, openCaseNumber } from '@afo/conformance';
import type { CaseState } from '@afo/domain';
import { PortError } from '@afo/ports';
import { localStand } from './engine-stand.ts';
import type { LocalStand, LocalStandOptions } from './engine-stand.ts';

let stand: LocalStand | undefined;
afterEach(() => stand?.dispose());
const stage = (options: LocalStandOptions = {}): LocalStand => {
  stand = localStand(options);
  return stand;
};
const until = (
  on: LocalStand,
  id: CaseState['id'],
  isGood: (state: CaseState) => boolean,
): Promise<CaseState> => eventually(() => on.steps.state(id), isGood, 10_000);
const isReported = (state: CaseState): boolean => state.steps.get('report')?.ended === true;
const DISK = 'acquire-disk/E-0001';

describe('when the queue loses its jobs', () => {
  it('refills it with what was not begun, and counts what was begun as a failed attempt', async () => {
    const held = deferred();
    const on = stage({
      kinds: ['disk', 'log'],
      script: ({ key, attempt }) => (key === DISK && attempt === 1 ? held.promise : undefined),
    });
    await on.startEngine();
    const id = await openCaseNumber(on.log, 1);
    await until(on, id, ({ steps }) => steps.get('snapshot')?.ended === true);
    await eventually(
      () => on.queue.depth('acquisition'),
      ({ waiting }) => waiting === 2,
    );
    on.jobs.forget();
    await eventually(
      () => on.queue.depth('acquisition'),
      ({ waiting }) => waiting === 2,
    );
    await on.startWorker();
    await until(on, id, ({ steps }) => steps.get(DISK)?.status === 'started');
    on.jobs.forget();

    const { steps } = await until(on, id, isReported);

    expect(steps.get(DISK)).toMatchObject({
      status: 'succeeded',
      attempt: 2,
      code: 'step.queue-lost',
    });
    expect(steps.get('acquire-log/E-0002')).toMatchObject({ status: 'succeeded', attempt: 1 });
    held.resolve();
  });
});

describe('when an attempt is worked on again and again', () => {
  it('F-51 counts its time from its first beginning, whoever took it over', async () => {
    const on = stage({
      kinds: ['disk'],
      timeoutSeconds: 0.6,
      script: ({ key, attempt }) =>
        key === DISK && attempt === 1 ? new Promise(() => undefined) : undefined,
    });
    await on.startEngine();
    const id = await openCaseNumber(on.log, 1);
    // Each worker dies before its own time is up, so no worker would ever see the time-out.
    const doom = (async () => {
      for (let deaths = 0; deaths < 8; deaths += 1) {
        const worker = await on.startWorker();
        await delay(150);
        on.jobs.kept.forEach((kept) => (kept.deaths = 0));
        await worker.kill();
      }
      await on.startWorker();
    })();

    const { steps } = await until(on, id, isReported);
    await doom;

    expect(steps.get(DISK)).toMatchObject({
      status: 'succeeded',
      attempt: 2,
      code: 'step.timed-out',
    });
  });

  it('enters an attempt as lost over which its workers died, and makes the next one', async () => {
    let runs = 0;
    const on = stage({
      kinds: ['disk'],
      script: ({ key }) => {
        if (key !== DISK) return undefined;
        runs += 1;
        return runs <= 2 ? new Promise(() => undefined) : undefined;
      },
    });
    await on.startEngine();
    const id = await openCaseNumber(on.log, 1);
    for (let deaths = 1; deaths <= 2; deaths += 1) {
      const worker = await on.startWorker();
      await eventually(
        () => runs,
        (n) => n === deaths,
      );
      await worker.kill();
    }
    await on.startWorker();

    const { steps } = await until(on, id, isReported);

    expect(steps.get(DISK)).toMatchObject({ status: 'succeeded', attempt: 2, code: 'step.lost' });
  });
});

describe('when a worker says that it is done and the log does not', () => {
  it('F-06 takes it for a failure, never for a success', async () => {
    const on = stage({ kinds: ['disk'] });
    await on.startEngine();
    const id = await openCaseNumber(on.log, 1);
    const liar = await on.queue.run('acquisition', () => Promise.resolve(), { concurrency: 1 });
    for (const queue of ['analysis', 'report'] as const)
      await on.queue.run(queue, on.steps.runJob, { concurrency: 1 });

    const { steps } = await until(on, id, isReported);
    await liar.stop(0);

    expect(steps.get(DISK)).toMatchObject({ status: 'failed', attempt: 3, code: 'step.no-end' });
  });

  it('enters why a worker gave up that could not enter it itself', async () => {
    const on = stage({ kinds: ['disk'] });
    await on.startEngine();
    const id = await openCaseNumber(on.log, 1);
    await on.queue.run(
      'acquisition',
      () => Promise.reject(new PortError('vault.unavailable', 'no such folder')),
      { concurrency: 1 },
    );
    for (const queue of ['analysis', 'report'] as const)
      await on.queue.run(queue, on.steps.runJob, { concurrency: 1 });

    const { steps } = await until(on, id, isReported);

    expect(steps.get(DISK)).toMatchObject({ status: 'failed', code: 'step.worker-failed' });
    expect(steps.get(DISK)?.cause).toContain('no such folder');
  });
});

describe('when a step of the engine itself goes wrong', () => {
  it('enters a time-out, and goes on without the step that heeds no abort', async () => {
    const on = stage({
      kinds: ['disk'],
      timeoutSeconds: 0.1,
      script: ({ key, attempt }) =>
        key === 'triage' && attempt === 1 ? new Promise(() => undefined) : undefined,
    });
    await on.startEngine();
    await on.startWorker();

    const { steps } = await until(on, await openCaseNumber(on.log, 1), isReported);

    expect(steps.get('triage')).toMatchObject({
      status: 'succeeded',
      attempt: 2,
      code: 'step.timed-out',
    });
  });

  it('F-46 enters a failure of which nothing is known but its kind', async () => {
    const on = stage({
      kinds: ['disk'],
      script: ({ key }) => {
        if (key === 'triage') throw new TypeError('token=hunter2');
      },
    });
    await on.startEngine();
    await on.startWorker();

    const { steps } = await until(on, await openCaseNumber(on.log, 1), isReported);

    expect(steps.get('triage')).toMatchObject({
      status: 'failed',
      attempt: 3,
      code: 'step.unexpected',
    });
    expect(steps.get('triage')?.cause).not.toContain('hunter2');
    expect(on.problems).toHaveLength(3);
  });
});

describe('when a case is closed while it is worked on', () => {
  it('cancels what runs and what waits, and begins nothing more', async () => {
    const reasons: unknown[] = [];
    const on = stage({
      kinds: ['disk', 'log', 'log', 'log', 'log', 'log'],
      script: async ({ key }, signal) => {
        if (!key.startsWith('acquire')) return;
        reasons.push(await abortOf(signal));
      },
    });
    await on.startEngine();
    await on.startWorker();
    const id = await openCaseNumber(on.log, 1);
    await eventually(
      () => on.queue.depth('acquisition'),
      ({ active }) => active === 4,
    );

    await appendTo(on, id, () => [{ type: 'case.closed', body: { reason: 'by force' } }]);
    await eventually(
      () => on.queue.depth('acquisition'),
      ({ waiting, active }) => waiting + active === 0,
    );
    await delay(150);

    expect(reasons).toHaveLength(4);
    for (const reason of reasons) expect(reason).toMatchObject({ code: 'step.cancelled' });
    expect(on.steps.runs.filter((run) => run.startsWith('acquire'))).toHaveLength(4);
    expect(on.steps.runs).not.toContain('report#1');
  });
});
