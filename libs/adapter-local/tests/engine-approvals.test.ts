import { afterEach, describe, expect, it } from 'vitest';
import { abortOf, delay, eventually, openCaseNumber } from '@afo/conformance';
import type { CaseState } from '@afo/domain';
import { PortError } from '@afo/ports';
import { localStand } from './engine-stand.ts';
import type { LocalStand, LocalStandOptions } from './engine-stand.ts';

let stand: LocalStand | undefined;
afterEach(() => stand?.dispose());
const stage = (options: LocalStandOptions): LocalStand => {
  stand = localStand(options);
  return stand;
};
const until = (
  on: LocalStand,
  id: CaseState['id'],
  isGood: (state: CaseState) => boolean,
): Promise<CaseState> => eventually(() => on.steps.state(id), isGood, 10_000);
const isAsked = (state: CaseState): boolean => state.requests.size > 0;
const isReported = (state: CaseState): boolean => state.steps.get('report')?.ended === true;
const HOUR = 3_600_000;

describe('when the plan wants the yes of people', () => {
  it('asks once, waits, and begins nothing meanwhile', async () => {
    const on = stage({ people: 1 });
    await on.startEngine();
    await on.startWorker();
    const id = await openCaseNumber(on.log, 1);
    await until(on, id, isAsked);
    await delay(200);

    expect(on.steps.runs).toEqual(['triage#1', 'plan#1']);
    expect(await on.engine().advance(id)).toEqual({
      case: id,
      status: 'waiting',
      ready: [],
      approvals: ['plan'],
    });
    expect(await until(on, id, isAsked)).toMatchObject({ requests: { size: 1 } });
  });

  it('goes on as soon as they have said yes, also to an engine that was restarted', async () => {
    const on = stage({ people: 1 });
    const first = await on.startEngine();
    await on.startWorker();
    const id = await openCaseNumber(on.log, 1);
    await until(on, id, isAsked);
    await first.kill();
    await on.steps.grant(id);
    await on.startEngine();

    expect((await until(on, id, isReported)).steps.get('analyse/E-0002')?.status).toBe('succeeded');
  });

  it('goes to the report, and nowhere else, when they refuse', async () => {
    const on = stage({ people: 1 });
    await on.startEngine();
    await on.startWorker();
    const id = await openCaseNumber(on.log, 1);
    await until(on, id, isAsked);
    await on.steps.refuse(id);
    await until(on, id, isReported);

    expect(on.steps.runs).toEqual(['triage#1', 'plan#1', 'report#1']);
  });

  it('honours the deadline, also when no engine ran while it passed', async () => {
    const on = stage({ people: 1 });
    const first = await on.startEngine();
    await on.startWorker();
    const id = await openCaseNumber(on.log, 1);
    await until(on, id, isAsked);
    await first.kill();
    on.clock.putForward(HOUR + 1);
    await on.startEngine();

    const state = await until(on, id, isReported);

    expect([...state.requests.values()].map(({ status }) => status)).toEqual(['expired']);
    expect(on.steps.runs).toEqual(['triage#1', 'plan#1', 'report#1']);
  });
});

describe('when work has begun in an emergency and the yes is owed', () => {
  const acquiring = {
    people: 1,
    emergency: true,
    kinds: ['disk', 'log'],
    timeoutSeconds: 7200,
  } as const;

  it('stops the work when the deadline passes, enters that, and only then reports', async () => {
    const reasons: unknown[] = [];
    const on = stage({
      ...acquiring,
      script: async ({ key }, signal) => {
        if (!key.startsWith('acquire')) return;
        reasons.push(await abortOf(signal));
        await delay(80); // it takes its time to end
        throw new Error('stopped');
      },
    });
    await on.startEngine();
    await on.startWorker();
    const id = await openCaseNumber(on.log, 1);
    await eventually(
      () => on.queue.depth('acquisition'),
      ({ active }) => active === 2,
    );
    on.clock.putForward(HOUR + 1);

    const { steps } = await until(on, id, isReported);

    expect(reasons).toMatchObject([{ code: 'step.cancelled' }, { code: 'step.cancelled' }]);
    for (const key of ['acquire-disk/E-0001', 'acquire-log/E-0002'])
      expect(steps.get(key)).toMatchObject({
        status: 'failed',
        ended: true,
        code: 'step.cancelled',
      });
    expect(on.steps.runs.at(-1)).toBe('report#1');
  });

  it('makes no further attempt at what had failed before, and says so', async () => {
    const on = stage({
      ...acquiring,
      kinds: ['disk'],
      backoffSeconds: 4000,
      script: ({ key }) => {
        if (key.startsWith('acquire'))
          throw new PortError('source.changed', 'x', { retryable: true });
      },
    });
    await on.startEngine();
    await on.startWorker();
    const id = await openCaseNumber(on.log, 1);
    await until(on, id, ({ steps }) => steps.get('acquire-disk/E-0001')?.status === 'failed');
    on.clock.putForward(HOUR + 1);

    const { steps } = await until(on, id, isReported);

    expect(steps.get('acquire-disk/E-0001')).toMatchObject({ ended: true, code: 'step.cancelled' });
    expect(on.steps.runs.filter((run) => run.startsWith('acquire'))).toHaveLength(1);
  });

  it('takes no result any more of a worker that did not heed it', async () => {
    const late = Promise.withResolvers<undefined>();
    const on = stage({
      ...acquiring,
      kinds: ['disk'],
      script: ({ key }) => (key.startsWith('acquire') ? late.promise : undefined),
    });
    await on.startEngine();
    await on.startWorker();
    const id = await openCaseNumber(on.log, 1);
    await eventually(
      () => on.queue.depth('acquisition'),
      ({ active }) => active === 1,
    );
    on.clock.putForward(HOUR + 1);
    await until(on, id, isReported);
    late.resolve(undefined);
    await delay(150);

    const { steps } = await on.steps.state(id);

    expect(steps.get('acquire-disk/E-0001')).toMatchObject({
      status: 'failed',
      code: 'step.cancelled',
    });
    expect(steps.has('verify-evidence/E-0001')).toBe(false);
  });

  it('never begins a job that still waited in the queue, also when the engine was restarted in between', async () => {
    const on = stage({ ...acquiring });
    const first = await on.startEngine();
    const id = await openCaseNumber(on.log, 1);
    await eventually(
      () => on.queue.depth('acquisition'),
      ({ waiting }) => waiting === 2,
    );
    await first.kill();
    on.clock.putForward(HOUR + 1);
    await on.startEngine();
    await until(on, id, ({ requests }) =>
      [...requests.values()].every(({ status }) => status === 'expired'),
    );
    await eventually(
      () => on.queue.depth('acquisition'),
      ({ waiting }) => waiting === 0,
    );
    await on.startWorker();
    await until(on, id, isReported);

    expect(on.steps.runs.filter((run) => run.startsWith('acquire'))).toEqual([]);
  });
});
