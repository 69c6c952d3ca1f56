import { setTimeout as sleep } from 'node:timers/promises';
import { UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Job as BullJob } from 'bullmq';
import type { Redis } from 'ioredis';
import { isAfoError } from '@afo/domain';
import type { QueueName } from '@afo/domain';
import type { JobHandler, RunningWorker } from '@afo/ports';
import type { Cancellations } from './cancellations.ts';
import { parseJob } from './job-data.ts';
import { Handover, publishable, RunningJob } from './running-job.ts';

export interface WorkerSetup {
  readonly queue: QueueName;
  readonly handler: JobHandler;
  readonly concurrency: number;
  readonly connection: Redis;
  readonly cancellations: Cancellations;
  readonly prefix: string;
  readonly lockSeconds: number;
  readonly maxStalled: number;
  readonly onProblem: (error: Error) => void;
}

/** How often running jobs are looked up among the cancelled ones, in milliseconds. */
const LOOK = 1000;
/** How long the last words to Redis may take when a worker ends, in milliseconds. */
const FAREWELL = 5000;

/** Starts a worker of one queue, and resolves when it takes jobs. */
export async function startWorker(setup: WorkerSetup): Promise<RunningWorker> {
  const running = new Map<string, RunningJob>();
  const worker = new Worker(
    setup.queue,
    (job: BullJob, token?: string) => carryOut({ setup, running, job, token }),
    {
      connection: setup.connection,
      prefix: setup.prefix,
      concurrency: setup.concurrency,
      lockDuration: setup.lockSeconds * 1000,
      stalledInterval: setup.lockSeconds * 500,
      maxStalledCount: setup.maxStalled,
      runRetryDelay: 1000,
    },
  );
  worker.on('error', setup.onProblem);
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) running.get(id)?.handOver('this worker was taken for dead');
  });
  const watch = setInterval(() => {
    cancelAmong(setup, running).catch(reporting(setup));
  }, LOOK);
  await worker.waitUntilReady();
  return {
    async stop(graceMs) {
      await end({ worker, running, graceMs });
      clearInterval(watch);
      setup.connection.disconnect();
    },
  };
}

interface Ending {
  readonly worker: Worker;
  readonly running: ReadonlyMap<string, RunningJob>;
  readonly graceMs: number;
}

/** Current jobs may come to their end; after the grace they are handed over; what heeds nothing is left behind. */
async function end({ worker, running, graceMs }: Ending): Promise<void> {
  const closed = worker.close();
  if (await orAfter(graceMs, closed)) return;
  for (const job of running.values()) job.handOver('this worker ends');
  if (await orAfter(FAREWELL, closed)) return;
  await orAfter(FAREWELL, worker.disconnect());
}

const orAfter = (ms: number, happening: Promise<unknown>): Promise<boolean> =>
  Promise.race([happening.then(() => true), sleep(ms, false, { ref: false })]);

interface Carry {
  readonly setup: WorkerSetup;
  readonly running: Map<string, RunningJob>;
  readonly job: BullJob;
  readonly token: string | undefined;
}

async function carryOut({ setup, running, job, token }: Carry): Promise<void> {
  const id = job.id ?? '';
  const run = new RunningJob(parseJob(job.data), (progress) => job.updateProgress(progress));
  running.set(id, run);
  try {
    await cancelAmong(setup, new Map([[id, run]]));
    await run.run(setup.handler);
  } catch (error) {
    if (error instanceof Handover) return await handBack(job, token);
    if (!isAfoError(error)) setup.onProblem(asError(error));
    // Attempts are the engine's to count: BullMQ never makes one by itself.
    throw new UnrecoverableError(publishable(error));
  } finally {
    if (running.get(id) === run) running.delete(id);
  }
}

/** Puts the job back into the queue for another worker. Where this one's lock is gone, another has it already. */
async function handBack(job: BullJob, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}

async function cancelAmong(
  { queue, cancellations }: WorkerSetup,
  running: ReadonlyMap<string, RunningJob>,
): Promise<void> {
  for (const id of await cancellations.among(queue, [...running.keys()])) running.get(id)?.cancel();
}

const reporting =
  ({ onProblem }: WorkerSetup) =>
  (error: unknown): void => {
    onProblem(asError(error));
  };

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error('not an error');
