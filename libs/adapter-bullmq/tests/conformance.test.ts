import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe } from 'vitest';
import { jobQueueConformance } from '@afo/conformance';
import { openBullJobQueue } from '../src/bull-job-queue.ts';
import { RedisServer } from './redis-server.ts';

const LOCK_SECONDS = 1;

describe('the job queue on BullMQ', { timeout: 30_000 }, () => {
  jobQueueConformance(async () => {
    const server = await RedisServer.start();
    const settings = { redis: { url: server.url }, lockSeconds: LOCK_SECONDS, maxStalled: 1 };
    return {
      open: () => openBullJobQueue(settings),
      doomedWorker: () => startDoomedWorker(server.url),
      recoveryMs: 8000,
      deathsUntilLost: 2,
      dispose: () => server.stop(),
    };
  });
});

async function startDoomedWorker(url: string): Promise<{ kill(): Promise<void> }> {
  const program = join(import.meta.dirname, 'doomed-worker.ts');
  const worker = spawn(
    process.execPath,
    ['--conditions=@afo/source', program, url, String(LOCK_SECONDS)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(worker.stdout, 'data');
  return {
    async kill() {
      worker.kill('SIGKILL');
      await once(worker, 'exit');
    },
  };
}
