import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, jobOf } from '@afo/conformance';
import type { Job, JobQueue } from '@afo/ports';
import { awaitBullJobQueue, openBullJobQueue } from '../src/bull-job-queue.ts';
import { RedisServer } from './redis-server.ts';

let server: RedisServer | undefined;
let queue: JobQueue | undefined;
afterEach(async () => {
  await queue?.close();
  await server?.stop();
  queue = undefined;
});

const open = async (url: string, more: object = {}): Promise<JobQueue> => {
  queue = await openBullJobQueue({ redis: { url }, lockSeconds: 1, ...more });
  return queue;
};

describe('when the server could drop jobs', () => {
  it('refuses one that evicts, and says which setting is wrong', async () => {
    server = await RedisServer.start('--maxmemory-policy', 'allkeys-lru');

    await expect(open(server.url)).rejects.toMatchObject({
      code: 'queue.unsafe',
      message: expect.stringContaining('maxmemory-policy noeviction') as unknown,
    });
  });

  it('refuses one that forgets its jobs when it restarts, unless that was allowed', async () => {
    server = await RedisServer.start('--appendonly', 'no');

    await expect(open(server.url)).rejects.toMatchObject({ code: 'queue.unsafe' });
    await expect(open(server.url, { durability: 'any' })).resolves.toBeDefined();
  });

  it('notices when it came back with other settings, and gives it no further job', async () => {
    server = await RedisServer.start();
    const jobs = await open(server.url);
    await server.kill();
    await server.start('--maxmemory-policy', 'volatile-lru');

    const refusal = await eventually(
      () => jobs.enqueue(jobOf()).catch((error: unknown) => error),
      (answer) => answer instanceof Error && 'code' in answer && answer.code === 'queue.unsafe',
    );

    expect(refusal).toBeInstanceOf(Error);
  });

  it('refuses a job that wants to be missed sooner than this queue notices', async () => {
    server = await RedisServer.start();
    const jobs = await open(server.url);

    await expect(jobs.enqueue(jobOf({ heartbeatSeconds: 0.5 }))).rejects.toMatchObject({
      code: 'queue.unsafe',
    });
  });
});

describe('when nobody answers', () => {
  it('says so soon, and can be tried again', async () => {
    await expect(open('unix:///nowhere/redis.sock')).rejects.toMatchObject({
      code: 'queue.unavailable',
      retryable: true,
    });
  });

  it('can be waited for, until it answers or the wait is given up', async () => {
    server = await RedisServer.start();
    await server.kill();
    const config = { redis: { url: server.url } };
    let waits = 0;
    const opened = awaitBullJobQueue(config, {
      signal: AbortSignal.timeout(10_000),
      onWait: () => (waits += 1),
    });
    await sleep(1500);
    await server.start();
    queue = await opened;

    expect(waits).toBe(1);
    await expect(
      awaitBullJobQueue({ redis: { url: 'unix:///nowhere' } }, { signal: AbortSignal.timeout(50) }),
    ).rejects.toThrow();
  }, 20_000);

  it.each(['http://127.0.0.1', 'redis://user:hunter2@127.0.0.1', 'redis'])(
    'F-62 refuses an address that is none, or holds a password, without showing it: %s',
    async (url) => {
      const opened = open(url);

      await expect(opened).rejects.toMatchObject({ code: 'queue.unavailable' });
      await expect(opened).rejects.not.toThrow(/hunter2/);
    },
  );
});

describe('when the server is killed', () => {
  it('loses no job, crashes nobody, and goes on when it is back', async () => {
    server = await RedisServer.start();
    const jobs = await open(server.url);
    const done: Job[] = [];
    const names = Array.from({ length: 20 }, (_, n) => jobOf({ key: `acquire-disk/${String(n)}` }));
    await jobs.run(
      'acquisition',
      async (job) => {
        await sleep(30);
        done.push(job);
      },
      { concurrency: 2 },
    );
    for (const job of names.slice(0, 10)) await jobs.enqueue(job);
    await eventually(
      () => done.length,
      (n) => n >= 2,
    );

    await server.kill();
    const meanwhile = await jobs.enqueue(jobOf({ key: 'x' })).catch((error: unknown) => error);
    await server.start();
    for (const job of names.slice(10))
      await eventually(
        () =>
          jobs.enqueue(job).then(
            () => true,
            () => false,
          ),
        Boolean,
      );

    for (const job of names)
      await eventually(
        () => jobs.state(job),
        ({ status }) => status === 'completed',
        15_000,
      );
    expect(meanwhile).toMatchObject({ code: 'queue.unavailable', retryable: true });
    expect(new Set(done.map(({ key }) => key)).size).toBeGreaterThanOrEqual(20);
  }, 40_000);

  it('lets a job that was running meanwhile come to its end', async () => {
    server = await RedisServer.start();
    const jobs = await open(server.url, { lockSeconds: 10 });
    const finish = Promise.withResolvers<undefined>();
    await jobs.run('acquisition', () => finish.promise, { concurrency: 1 });
    await jobs.enqueue(jobOf());
    await eventually(
      () => jobs.state(jobOf()),
      ({ status }) => status === 'active',
    );

    await server.kill();
    await server.start();
    finish.resolve(undefined);

    await eventually(
      () => jobs.state(jobOf()).catch(() => ({ status: 'unreachable' })),
      ({ status }) => status === 'completed',
      15_000,
    );
  }, 30_000);

  it('has a worker that was taken for dead stop, and not write on beside its successor', async () => {
    server = await RedisServer.start();
    const jobs = await open(server.url);
    const aborted = Promise.withResolvers<unknown>();
    let runs = 0;
    await jobs.run(
      'acquisition',
      async (_, { signal }) => {
        runs += 1;
        if (runs > 1) return;
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        aborted.resolve(signal.reason);
        throw new Error('stopped');
      },
      { concurrency: 2 },
    );
    await jobs.enqueue(jobOf());
    await eventually(
      () => runs,
      (n) => n === 1,
    );

    await server.kill();
    await sleep(2500); // longer than the lock
    await server.start();

    expect(await aborted.promise).not.toHaveProperty('code');
    await eventually(
      () => jobs.state(jobOf()).catch(() => ({ status: 'unreachable' })),
      ({ status }) => status === 'completed',
      15_000,
    );
  }, 30_000);
});
