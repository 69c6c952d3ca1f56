import { eventually } from '@afo/conformance';
import type { CaseId } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import { CaseBook, closeCase } from '@afo/pipeline';
import type { JobHandler, TaskTokens } from '@afo/ports';
import { PortError } from '@afo/ports';
import { RETRYABLE } from '@afo/state-machine';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../src/aws/answers.ts';
import { handlers } from '../../src/aws/handlers.ts';
import type { Handlers } from '../../src/aws/handlers.ts';
import { ANN, entriesOf, openOn, stage } from './scripted.ts';
import type { Scripted, Stage } from './scripted.ts';

const KEY = 'report';
const ACQUISITION = { queue: 'report', key: KEY, attempt: 1 } as const;

interface Stand {
  readonly on: Stage;
  readonly caseId: CaseId;
  readonly calls: string[];
  readonly ask: Handlers;
}

/** The handlers with everything in memory, and a record of what was done with tokens and queue, in order. */
async function stand(options: Scripted = {}): Promise<Stand> {
  const on = stage(options);
  const calls: string[] = [];
  const note = <T>(what: string, answer: T): Promise<T> => {
    calls.push(what);
    return Promise.resolve(answer);
  };
  const tokens: TaskTokens = {
    keep: ({ key }, token) => note(`keep ${key} ${token}`, undefined),
    wake: ({ key }) => note(`wake ${key}`, 'told'),
    heartbeat: () => note('heartbeat', 'told'),
  };
  const enqueue = on.queue.enqueue.bind(on.queue);
  on.queue.enqueue = (job) => {
    calls.push(`enqueue ${job.key}#${String(job.attempt)}`);
    return enqueue(job);
  };
  const ask = handlers({
    ...on,
    queue: () => Promise.resolve(on.queue),
    tokens,
    steps: on.handlers,
  });
  return { on, caseId: await openOn(on), calls, ask };
}

const attemptOf = (caseId: CaseId, more: object = {}) => ({
  case: caseId,
  step: KEY,
  attempt: 1,
  ...more,
});
const stepOf = async ({ on, caseId }: Stand) =>
  (await CaseBook.open(on.ports, caseId)).state.steps.get(KEY);

/** A job that a worker has begun, and that does not end. */
async function begun(at: Stand): Promise<void> {
  await at.ask.dispatchJob(attemptOf(at.caseId, { token: 't1' }));
  const hang: JobHandler = async (_, { signal }) => {
    const book = await CaseBook.open(at.on.ports, at.caseId);
    await book.append(() => [{ type: 'step.started', body: { step: KEY, key: KEY, attempt: 1 } }]);
    await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new PortError('step.cancelled', 'cancelled'));
      });
    });
  };
  await at.on.queue.run('report', hang, { concurrency: 1 });
  await eventually(
    () => stepOf(at),
    (step) => step?.status === 'started',
  );
}

describe('when a job is dispatched', () => {
  it('keeps the token before a worker can end the job', async () => {
    const at = await stand();
    await at.ask.dispatchJob(attemptOf(at.caseId, { token: 't1' }));

    expect(at.calls).toEqual([`keep ${KEY} t1`, `enqueue ${KEY}#1`]);
  });

  it('F-62 writes the token neither into the log nor into the queue', async () => {
    const at = await stand();
    const jobs: unknown[] = [];
    await at.ask.dispatchJob(attemptOf(at.caseId, { token: 'a-secret-token' }));
    await at.on.queue.run('report', (job) => Promise.resolve(void jobs.push(job)), {
      concurrency: 1,
    });
    await eventually(
      () => Promise.resolve(jobs),
      ({ length }) => length === 1,
    );

    expect(JSON.stringify([jobs, await entriesOf(at.on, at.caseId)])).not.toContain('secret');
  });

  it('F-09 wakes at once where the step has ended already, and enqueues nothing', async () => {
    const at = await stand();
    const book = await CaseBook.open(at.on.ports, at.caseId);
    await book.append(() => [
      { type: 'step.succeeded', body: { step: KEY, key: KEY, attempt: 1 } },
    ]);
    await at.ask.dispatchJob(attemptOf(at.caseId, { token: 't1' }));

    expect(at.calls).toEqual([`keep ${KEY} t1`, `wake ${KEY}`]);
  });
});

describe('when nobody has told of a job', () => {
  it.each(['no-heartbeat', 'timed-out', 'told'] as const)(
    'F-51 waiting for a worker is no failure and uses up no attempt (%s)',
    async (end) => {
      const at = await stand();
      await at.ask.dispatchJob(attemptOf(at.caseId, { token: 't1' }));
      const answer = await at.ask.settleStep(attemptOf(at.caseId, { end }));

      expect(answer).toEqual({ next: 'again', attempt: 1, pause: 0 });
      expect(await stepOf(at)).toBeUndefined();
    },
  );

  it('F-51 a worker without a sign of life is lost: that is entered, and its job is cancelled', async () => {
    const at = await stand();
    await begun(at);
    const answer = await at.ask.settleStep(attemptOf(at.caseId, { end: 'no-heartbeat' }));

    expect(answer).toEqual({ next: 'again', attempt: 2, pause: 5 });
    expect(await stepOf(at)).toMatchObject({ status: 'failed', attempt: 1, code: 'step.lost' });
    expect((await at.on.queue.state({ ...ACQUISITION, case: at.caseId })).status).not.toBe(
      'active',
    );
  });

  it('F-51 an attempt is timed out when its own time is over, not that of the queue before it', async () => {
    const at = await stand();
    await begun(at);
    const early = await at.ask.settleStep(attemptOf(at.caseId, { end: 'timed-out' }));
    at.on.clock.putForward(3_600_000);
    const late = await at.ask.settleStep(attemptOf(at.caseId, { end: 'timed-out' }));

    expect([early, late]).toEqual([
      { next: 'again', attempt: 1, pause: 0 },
      { next: 'again', attempt: 2, pause: 5 },
    ]);
    expect(await stepOf(at)).toMatchObject({ code: 'step.timed-out' });
  });

  it('F-01 a worker that ends the job and not the step has done nothing', async () => {
    const at = await stand();
    await at.ask.dispatchJob(attemptOf(at.caseId, { token: 't1' }));
    await at.on.queue.run('report', () => Promise.resolve(), { concurrency: 1 });
    await eventually(
      () => at.on.queue.state({ ...ACQUISITION, case: at.caseId }),
      ({ status }) => status === 'completed',
    );
    await at.ask.settleStep(attemptOf(at.caseId, { end: 'told' }));

    expect(await stepOf(at)).toMatchObject({ status: 'failed', code: 'step.no-end' });
  });

  it('F-51 a job that could not be enqueued uses up an attempt, so that this ends', async () => {
    const at = await stand();
    for (const attempt of [1, 2, 3])
      await at.ask.settleStep(attemptOf(at.caseId, { attempt, end: 'failed' }));

    expect(await stepOf(at)).toMatchObject({ status: 'failed', attempt: 3, ended: true });
  });

  it('a case that is closed wakes the machine, which ends, and its job is cancelled', async () => {
    const at = await stand();
    await begun(at);
    const woken: string[] = [];
    const wake: TaskTokens['wake'] = ({ key, attempt }) => {
      woken.push(`${key}#${String(attempt)}`);
      return Promise.resolve('told');
    };
    const tokens: TaskTokens = { keep: () => Promise.resolve(), wake, heartbeat: wake };
    const actor = { kind: 'human', name: 'ann' } as const;
    const order = { caseId: at.caseId, actor, reason: 'enough', force: true };
    await closeCase({ ...at.on.ports, tokens }, order);

    expect(woken).toContain(`${KEY}#1`);
    const answer = await at.ask.settleStep(attemptOf(at.caseId, { end: 'told' }));
    expect(answer).toMatchObject({ next: 'stop' });
    await eventually(
      () => at.on.queue.state({ ...ACQUISITION, case: at.caseId }),
      ({ status }) => status !== 'active',
    );
  });

  it('F-09 what is settled twice is entered once', async () => {
    const at = await stand();
    await begun(at);
    const event = attemptOf(at.caseId, { end: 'no-heartbeat' });
    const answers = [await at.ask.settleStep(event), await at.ask.settleStep(event)];
    const failures = (await entriesOf(at.on, at.caseId)).filter(
      ({ type }) => type === 'step.failed',
    );

    expect([answers[0], failures.length]).toEqual([answers[1], 1]);
  });
});

describe('when the state machine asks', () => {
  it('F-62 anything but ids is refused', async () => {
    const at = await stand();

    await expect(at.ask.callStep(attemptOf(at.caseId, { secret: 'x' }))).rejects.toThrow();
    await expect(at.ask.callStep(attemptOf(at.caseId, { attempt: 0 }))).rejects.toThrow();
  });

  it('it learns by the name of an error whether the same question may be answered later', async () => {
    const at = await stand();
    at.on.ports.log.read = () => {
      throw new PortError('case-log.unavailable', 'not now', { retryable: true });
    };

    await expect(at.ask.ask({ case: at.caseId, condition: 'isolates' })).rejects.toMatchObject({
      name: RETRYABLE,
    });
  });

  it('gets its answers without the queue, which the functions that answer cannot reach', async () => {
    const { on, caseId } = await stand();
    const tokens: TaskTokens = {
      keep: () => Promise.resolve(),
      wake: () => Promise.resolve('told'),
      heartbeat: () => Promise.resolve('told'),
    };
    const queue = (): never => {
      throw new PortError('queue.unavailable', 'not from here');
    };
    const { ask, callStep, requestApproval } = handlers({
      ...on,
      queue,
      tokens,
      steps: on.handlers,
    });

    await expect(ask({ case: caseId, condition: 'isolates' })).resolves.toBeDefined();
    await expect(callStep({ case: caseId, step: 'triage', attempt: 1 })).resolves.toBeDefined();
    await expect(requestApproval({ case: caseId, approval: 'plan' })).resolves.toBeDefined();
  });

  it('waits at its end for the answer that an emergency owes, and enters there that its time is over', async () => {
    const { on, caseId, calls, ask } = await stand();
    const plan = samplePlan(['disk'], 1);
    const approval = { ...plan.approval, emergency: true };
    const book = await CaseBook.open(on.ports, caseId);
    await book.append(() => [{ type: 'plan.made', body: { plan: { ...plan, approval } } }]);
    const point = { case: caseId, approval: 'plan' };
    const end = { ...point, until: 'answered' };

    expect(await ask.requestApproval(point)).toEqual({ next: 'on' });
    expect(await ask.requestApproval({ ...end, token: 'T' })).toEqual({ next: 'wait' });
    expect(calls).toEqual(['keep approval/plan T']);
    on.clock.putForward(3_600_000);
    expect(await ask.requestApproval(end)).toEqual({ next: 'stop' });
    expect((await entriesOf(on, caseId)).map(({ type }) => type)).toContain(
      'authorisation.expired',
    );
  });

  it('does not wait for the answer of a case that was closed by force', async () => {
    const { on, caseId, ask } = await stand();
    await closeCase(on.ports, { caseId, actor: ANN, reason: 'over', force: true });

    expect(
      await ask.requestApproval({ case: caseId, approval: 'plan', until: 'answered' }),
    ).toEqual({ next: 'on' });
  });

  it('ids come in pages, each once and in order, and a page is small', async () => {
    const { on, caseId } = await stand();
    const kinds = Array.from({ length: 1000 }, () => 'disk' as const);
    const { state } = await CaseBook.open(on.ports, caseId);
    const planned = { ...state, plan: samplePlan(kinds) };
    const first = pageOf(planned, 'disks', 0);
    const second = pageOf(planned, 'disks', first.from);

    expect(first).toMatchObject({ from: 500, more: true });
    expect(second).toMatchObject({ from: 1000, more: false });
    expect(JSON.stringify([first, second]).match(/E-\d+/g)).toHaveLength(1000);
    expect(JSON.stringify(first).length).toBeLessThan(8 * 1024);
  });
});
