import { afterEach, describe, expect, it } from 'vitest';
import { delay, eventually, openCaseNumber } from '@afo/conformance';
import { MemoryCaseLog } from '@afo/conformance/memory';
import type { CaseId } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { LogLine } from '@afo/ports';
import { localStand } from './engine-stand.ts';
import type { LocalStand } from './engine-stand.ts';

let stand: LocalStand | undefined;
afterEach(() => stand?.dispose());

/** Counts the lines that are read; one case may be unreadable. */
class WatchedLog extends MemoryCaseLog {
  lines = 0;
  unreadable: CaseId | undefined;

  override async *read(caseId: CaseId, from = 0): AsyncIterable<LogLine> {
    if (caseId === this.unreadable) throw new PortError('case-log.unavailable', 'a damaged page');
    for await (const line of super.read(caseId, from)) {
      this.lines += 1;
      yield line;
    }
  }
}

describe('when many cases are open', () => {
  it('reads of each only what is new, and nothing of those that wait or are done', async () => {
    const log = new WatchedLog();
    const on = localStand({ log, people: 1, kinds: ['disk'] });
    stand = on;
    const ids = [];
    for (let n = 1; n <= 60; n += 1) ids.push(await openCaseNumber(log, n));
    await on.startEngine();
    await on.startWorker();
    for (const id of ids)
      await eventually(
        () => on.steps.state(id),
        ({ requests }) => requests.size > 0,
        20_000,
      );
    for (const id of ids.slice(0, 30)) await on.steps.refuse(id);
    for (const id of ids.slice(0, 30))
      await eventually(
        () => on.steps.state(id),
        ({ steps }) => steps.has('report'),
        20_000,
      );
    await delay(300);
    const before = log.lines;

    await delay(400); // ten ticks

    expect(log.lines).toBe(before);
  }, 60_000);

  it('takes all of them to their end side by side', async () => {
    const on = localStand({ kinds: ['disk'] });
    stand = on;
    const ids = [];
    for (let n = 1; n <= 40; n += 1) ids.push(await openCaseNumber(on.log, n));
    await on.startEngine();
    await on.startWorker();

    for (const id of ids)
      await eventually(
        () => on.steps.state(id),
        ({ steps }) => steps.get('report')?.status === 'succeeded',
        20_000,
      );
    expect(on.steps.runs).toHaveLength(40 * 8);
    expect(on.problems).toEqual([]);
  }, 60_000);

  it('begins the next short step as soon as there is room, and not at the next tick', async () => {
    const on = localStand({ kinds: ['disk'], people: 1, setup: { tickMs: 2000, concurrency: 2 } });
    stand = on;
    const ids = [];
    for (let n = 1; n <= 40; n += 1) ids.push(await openCaseNumber(on.log, n));
    const begin = performance.now();
    await on.startEngine();
    for (const id of ids)
      await eventually(
        () => on.steps.state(id),
        ({ steps }) => steps.has('plan'),
        20_000,
      );

    expect(performance.now() - begin).toBeLessThan(8000);
  }, 60_000);

  it('goes on with the others when one cannot be read, and says which one', async () => {
    const log = new WatchedLog();
    const on = localStand({ log, kinds: ['disk'] });
    stand = on;
    const bad = await openCaseNumber(log, 1);
    const good = await openCaseNumber(log, 2);
    log.unreadable = bad;
    await on.startEngine();
    await on.startWorker();

    await eventually(
      () => on.steps.state(good),
      ({ steps }) => steps.has('report'),
    );
    expect(on.problems[0]).toMatchObject({ caseId: bad, error: { code: 'case-log.unavailable' } });
  });
});

describe('when something is appended between a look and the wait for news', () => {
  it('goes on at once, and does not sleep over it', async () => {
    const on = localStand({ kinds: ['disk'], setup: { tickMs: 5000 } });
    stand = on;
    await on.startEngine();
    await on.startWorker();
    const begin = performance.now();
    const id = await openCaseNumber(on.log, 1);
    await eventually(
      () => on.steps.state(id),
      ({ steps }) => steps.has('report'),
    );

    expect(performance.now() - begin).toBeLessThan(4000);
  });
});

describe('when log or queue do not answer for a while', () => {
  it('tries again, and loses nothing', async () => {
    const log = new MemoryCaseLog();
    const on = localStand({ log, kinds: ['disk'] });
    stand = on;
    const [list, enqueue] = [log.list.bind(log), on.queue.enqueue.bind(on.queue)];
    const busy = (code: 'case-log.unavailable' | 'queue.unavailable') => () =>
      Promise.reject(new PortError(code, 'busy', { retryable: true }));
    await on.startEngine();
    await on.startWorker();
    log.list = busy('case-log.unavailable');
    on.queue.enqueue = busy('queue.unavailable');
    const id = await openCaseNumber(log, 1);
    await delay(120);
    log.list = list;
    await eventually(
      () => on.steps.state(id),
      ({ steps }) => steps.get('snapshot')?.ended === true,
    );
    await delay(120);
    on.queue.enqueue = enqueue;

    await eventually(
      () => on.steps.state(id),
      ({ steps }) => steps.get('report')?.status === 'succeeded',
    );
    expect(on.problems.length).toBeGreaterThan(1);
  });

  it('ends, and does not look on as if all were well, when the log is damaged', async () => {
    const log = new MemoryCaseLog();
    const on = localStand({ log });
    stand = on;
    log.list = () => Promise.reject(new PortError('case-log.unavailable', 'damaged'));

    await expect(on.engine().run(new AbortController().signal)).rejects.toMatchObject({
      code: 'case-log.unavailable',
    });
  });

  it('stops at once when it is asked to before it has begun', async () => {
    const on = localStand();
    stand = on;

    await on.engine({ tickMs: 60_000 }).run(AbortSignal.abort());
  });
});
