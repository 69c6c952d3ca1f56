import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PortError } from '@afo/ports';
import type { Job, JobHandler, JobQueue, JobState, RunningWorker } from '@afo/ports';
import { abortOf, deferred, delay, eventually } from './eventually.ts';
import { jobQueueEndingConformance } from './job-queue-ending.ts';
import { jobOf } from './job-queue-store.ts';
import type { JobQueueStore } from './job-queue-store.ts';
import { caseNumber } from './log-lines.ts';

/** What every JobQueue keeps (libs/ports/src/job-queue.ts). */
export function jobQueueConformance(make: () => Promise<JobQueueStore>): void {
  let store: JobQueueStore;
  let queue: JobQueue;
  let workers: RunningWorker[];

  beforeEach(async () => {
    store = await make();
    queue = await store.open();
    workers = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop(0)));
    await queue.close();
    await store.dispose();
  });

  const work = async (handler: JobHandler, concurrency = 4): Promise<RunningWorker> => {
    const worker = await queue.run('acquisition', handler, { concurrency });
    workers.push(worker);
    return worker;
  };
  const reaches = (job: Job, status: JobState['status'], withinMs = 5000): Promise<JobState> =>
    eventually(
      async () => queue.state(job),
      (state) => state.status === status,
      withinMs,
    );

  describe('when a job is enqueued', () => {
    it('is handed to a worker as it was, once, however often it was enqueued', async () => {
      const job = jobOf({ queue: 'acquisition', key: 'a/b:c%_é' });
      const seen: Job[] = [];
      const other = await store.open();
      await Promise.all([queue.enqueue(job), other.enqueue(job), queue.enqueue(job)]);
      await work((given) => {
        seen.push(given);
        return Promise.resolve();
      });
      await reaches(job, 'completed');
      await queue.enqueue(job);
      await other.close();

      expect(await queue.depth('acquisition')).toEqual({ waiting: 0, active: 0 });
      expect(seen).toEqual([job]);
    });

    it('tells attempts, cases and keys apart', async () => {
      const jobs = [
        jobOf(),
        jobOf({ attempt: 2 }),
        jobOf({ key: 'acquire-disk/E-0002' }),
        jobOf({ case: caseNumber(2) }),
      ];
      const seen: Job[] = [];
      for (const job of jobs) await queue.enqueue(job);
      await work((given) => {
        seen.push(given);
        return Promise.resolve();
      });
      for (const job of jobs) await reaches(job, 'completed');

      expect(seen).toHaveLength(4);
    });

    it('waits until there is a worker, and is counted meanwhile', async () => {
      expect(await queue.state(jobOf())).toEqual({ status: 'missing' });

      await queue.enqueue(jobOf());

      expect(await queue.state(jobOf())).toEqual({ status: 'waiting' });
      expect(await queue.depth('acquisition')).toEqual({ waiting: 1, active: 0 });
    });

    it('is still there for a client that comes later', async () => {
      await queue.enqueue(jobOf());
      await queue.close();

      queue = await store.open();

      expect(await queue.state(jobOf())).toEqual({ status: 'waiting' });
    });
  });

  describe('when a job is worked on', () => {
    it('shows progress with its rate and the time that remains', async () => {
      const half = deferred();
      await queue.enqueue(jobOf());
      await work(async (_, { progress }) => {
        for (let done = 0; done <= 500; done += 100) {
          progress({ done, total: 1000, unit: 'bytes', activity: 'reading' });
          await delay(250);
        }
        await half.promise;
      });

      const state = await eventually(
        () => queue.state(jobOf()),
        ({ progress }) => progress?.done === 500,
      );
      half.resolve();

      expect(state).toMatchObject({ status: 'active', progress: { total: 1000, unit: 'bytes' } });
      expect(state.progress?.bytesPerSecond).toBeGreaterThan(100);
      expect(state.progress?.etaSeconds).toBeGreaterThan(0);
      await reaches(jobOf(), 'completed');
    });

    it('never runs more at once than was allowed', async () => {
      let [now, most] = [0, 0];
      const jobs = [1, 2, 3, 4, 5, 6].map((n) => jobOf({ key: `acquire-disk/E-000${String(n)}` }));
      for (const job of jobs) await queue.enqueue(job);
      await work(async () => {
        now += 1;
        most = Math.max(most, now);
        await delay(60);
        now -= 1;
      }, 2);
      for (const job of jobs) await reaches(job, 'completed');

      expect(most).toBe(2);
    });

    it('F-62 says why it failed, and nothing of what an unexpected error quotes', async () => {
      const [typed, secret] = [jobOf({ key: 'a' }), jobOf({ key: 'b' })];
      await queue.enqueue(typed);
      await queue.enqueue(secret);
      await work((job) =>
        Promise.reject(
          job.key === 'a'
            ? new PortError('source.changed', 'the disk is another one')
            : new Error('password=hunter2'),
        ),
      );

      expect((await reaches(typed, 'failed')).cause).toContain('the disk is another one');
      const failed = await reaches(secret, 'failed');
      expect(failed.cause).toBeTruthy();
      expect(JSON.stringify(failed)).not.toContain('hunter2');
    });

    it('makes no further attempt by itself', async () => {
      let runs = 0;
      await queue.enqueue(jobOf());
      await work(() => {
        runs += 1;
        return Promise.reject(new PortError('source.changed', 'x', { retryable: true }));
      });
      await reaches(jobOf(), 'failed');
      await delay(300);

      expect(runs).toBe(1);
    });

    it('F-51 aborts it when its time is over, with a reason that can be tried again', async () => {
      const job = jobOf({ timeoutSeconds: 0.2 });
      const aborted = deferred<unknown>();
      await queue.enqueue(job);
      await work(async (_, { signal }) => {
        aborted.resolve(await abortOf(signal));
        throw new Error('stopped');
      });

      expect(await aborted.promise).toMatchObject({ code: 'step.timed-out', retryable: true });
      expect((await reaches(job, 'failed')).cause).toContain('step.timed-out');
    });
  });

  jobQueueEndingConformance(() => ({ store, queue, work, reaches }));
}
