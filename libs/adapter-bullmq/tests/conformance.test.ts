import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { jobQueueConformance } from '@afo/conformance';
import type { JobQueueStore } from '@afo/conformance';
import { openBullJobQueue } from '../src/bull-job-queue.ts';
import type { RedisAddress } from '../src/redis-connection.ts';
import { RedisServer } from './redis-server.ts';
import { startGuardedServer } from './tls-server.ts';

const LOCK_SECONDS = 1;

describe('the job queue on BullMQ', { timeout: 30_000 }, () => {
  jobQueueConformance(async () => {
    const server = await RedisServer.start();
    return storeOn({ url: server.url }, () => server.stop());
  });
});

describe('the job queue on BullMQ by TLS, with a user and a password', { timeout: 30_000 }, () => {
  jobQueueConformance(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'afo-guarded-'));
    const { server, redis } = await startGuardedServer(folder);
    return storeOn(redis, async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    });
  });
});

const storeOn = (redis: RedisAddress, dispose: () => Promise<void>): JobQueueStore => ({
  open: () => openBullJobQueue({ redis, lockSeconds: LOCK_SECONDS, maxStalled: 1 }),
  doomedWorker: () => startDoomedWorker(redis),
  recoveryMs: 8000,
  deathsUntilLost: 2,
  dispose,
});

async function startDoomedWorker(redis: RedisAddress): Promise<{ kill(): Promise<void> }> {
  const program = join(import.meta.dirname, 'doomed-worker.ts');
  const worker = spawn(
    process.execPath,
    ['--conditions=@afo/source', program, JSON.stringify(redis), String(LOCK_SECONDS)],
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
