import { describe, expect, it } from 'vitest';
import { AfoError } from '@afo/domain';
import type { Job, JobHandler, JobQueue, JobState, RunningWorker } from '@afo/ports';
import { abortOf, deferred, delay, eventually } from './eventually.ts';
import { jobOf } from './job-queue-store.ts';
import type { JobQueueStore } from './job-queue-store.ts';

interface Given {
  readonly store: JobQueueStore;
  readonly queue: JobQueue;
  readonly work: (handler: JobHandler) => Promise<RunningWorker>;
  readonly reaches: (job: Job, status: JobState['status'], withinMs?: number) => Promise<JobState>;
}

/** The part of the suite about jobs that are cancelled, and workers that end or die. */
export function jobQueueEndingConformance(given: () => Given): void {
  describe('when a job is cancelled', () => {
    it('is never begun when it still waits', async () => {
      const seen: Job[] = [];
      await given().queue.enqueue(jobOf());
      await given().queue.enqueue(jobOf({ key: 'other' }));
      await given().queue.cancel(jobOf());
      await given().work((job) => {
        seen.push(job);
        return Promise.resolve();
      });
      await given().reaches(jobOf({ key: 'other' }), 'completed');

      expect(seen.map(({ key }) => key)).toEqual(['other']);
    });

    it('is aborted when it is being worked on, from whatever process', async () => {
      const begun = deferred();
      const aborted = deferred<unknown>();
      const other = await given().store.open();
      await given().queue.enqueue(jobOf());
      await given().work(async (_, { signal }) => {
        begun.resolve();
        aborted.resolve(await abortOf(signal));
        throw new Error('stopped');
      });
      await begun.promise;

      await other.cancel(jobOf());

      expect(await aborted.promise).toMatchObject({ code: 'step.cancelled', retryable: false });
      await given().reaches(jobOf(), 'failed');
      await other.close();
    });

    it('does not come back when it is enqueued a moment later', async () => {
      const seen: Job[] = [];
      await given().queue.cancel(jobOf());
      await given().queue.enqueue(jobOf());
      await given().work((job) => {
        seen.push(job);
        return Promise.resolve();
      });

      expect((await given().reaches(jobOf(), 'failed')).cause).toContain('step.cancelled');
      expect(seen).toEqual([]);
    });
  });

  describe('when a worker is stopped', () => {
    it('lets a job that is nearly done come to its end', async () => {
      const begun = deferred();
      await given().queue.enqueue(jobOf());
      const worker = await given().work(async () => {
        begun.resolve();
        await delay(150);
      });
      await begun.promise;

      await worker.stop(5000);

      expect((await given().queue.state(jobOf())).status).toBe('completed');
    });

    it('hands a long job to the next worker as the same attempt, and not as a failure', async () => {
      const begun = deferred();
      const reasons: unknown[] = [];
      await given().queue.enqueue(jobOf());
      const worker = await given().work(async (_, { signal }) => {
        begun.resolve();
        reasons.push(await abortOf(signal));
        throw new Error('stopped');
      });
      await begun.promise;

      await worker.stop(50);
      await given().work(() => Promise.resolve());

      await given().reaches(jobOf(), 'completed', given().store.recoveryMs);
      expect(reasons).toHaveLength(1);
      expect(reasons[0]).not.toBeInstanceOf(AfoError);
    });
  });

  describe('when a worker dies', () => {
    it('gives its job to another worker after the heartbeat', async () => {
      const doomed = await given().store.doomedWorker();
      await given().queue.enqueue(jobOf());
      await given().reaches(jobOf(), 'active');
      await doomed.kill();
      const seen: Job[] = [];
      await given().work((job) => {
        seen.push(job);
        return Promise.resolve();
      });

      await given().reaches(jobOf(), 'completed', given().store.recoveryMs);
      expect(seen).toEqual([jobOf()]);
    });

    it('reports a job as lost over which one worker after the other died', async () => {
      await given().queue.enqueue(jobOf());
      for (let death = 0; death < given().store.deathsUntilLost; death += 1) {
        const doomed = await given().store.doomedWorker();
        await given().reaches(jobOf(), 'active', given().store.recoveryMs);
        await doomed.kill();
        await eventually(
          () => given().queue.state(jobOf()),
          ({ status }) => status !== 'active',
          given().store.recoveryMs,
        );
      }
      const seen: Job[] = [];
      await given().work((job) => {
        seen.push(job);
        return Promise.resolve();
      });

      const state = await given().reaches(jobOf(), 'failed', given().store.recoveryMs);
      expect(state.lost).toBe(true);
      expect(seen).toEqual([]);
    });
  });
}
