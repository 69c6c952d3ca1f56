import { describe } from 'vitest';
import { jobQueueConformance } from '../job-queue.ts';
import { MemoryJobs, MemoryQueue } from './memory-queue.ts';

describe('the job queue in memory', () => {
  jobQueueConformance(() => {
    const jobs = new MemoryJobs();
    return Promise.resolve({
      open: () => Promise.resolve(new MemoryQueue(jobs)),
      doomedWorker: async () => {
        const worker = await new MemoryQueue(jobs).run(
          'acquisition',
          () => new Promise(() => undefined),
          { concurrency: 1 },
        );
        return {
          kill: () => {
            worker.die();
            return Promise.resolve();
          },
        };
      },
      recoveryMs: 1000,
      deathsUntilLost: 2,
      dispose: () => Promise.resolve(),
    });
  });
});
