import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Job as BullJob, JobState as BullJobState } from 'bullmq';
import type { Redis } from 'ioredis';
import { queueNames } from '@afo/domain';
import type { QueueName } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { Job, JobHandler, JobQueue, JobState, RunningWorker } from '@afo/ports';
import { Cancellations } from './cancellations.ts';
import { jobId, parseProgress } from './job-data.ts';
import { connect, firstContact } from './redis-connection.ts';
import type { RedisAddress } from './redis-connection.ts';
import { assertSafe } from './redis-safety.ts';
import type { Durability } from './redis-safety.ts';
import { startWorker } from './start-worker.ts';

export interface BullJobQueueConfig {
  readonly redis: RedisAddress;
  /** Namespace of all keys; default `afo`. */
  readonly prefix?: string;
  /** A worker that gives no sign of life for so long is taken for dead; default 30, at most a job's heartbeat. */
  readonly lockSeconds?: number;
  /** So many workers may die over one attempt before it is reported as lost; default 2. */
  readonly maxStalled?: number;
  readonly durability?: Durability;
  /** Hears of lost connections and the like; all of them are survived. */
  readonly onProblem?: (error: Error) => void;
}

type BullState = BullJobState | 'unknown';
type JobName = Pick<Job, 'queue' | 'case' | 'key' | 'attempt'>;

/** Jobs that have ended are kept that long, in seconds, so that the engine finds them when it was down meanwhile. */
const KEPT = 7 * 86_400;

/**
 * Opens the job queue on Redis.
 * @throws PortError `queue.unavailable` when nobody answers, `queue.unsafe` when jobs could be dropped
 */
export async function openBullJobQueue(config: BullJobQueueConfig): Promise<JobQueue> {
  const queue = new BullJobQueue(config);
  try {
    await queue.open();
    return queue;
  } catch (error) {
    await queue.close();
    throw error;
  }
}

/** How often a queue that does not answer yet is tried, in milliseconds. */
const AGAIN = 1000;

/**
 * Opens the job queue as soon as Redis answers; `onWait` is called once when it does not. An unsafe or refusing Redis
 * is an error all the same.
 * @throws PortError `queue.unsafe`, `queue.unavailable`; the signal's reason when it is aborted first
 */
export async function awaitBullJobQueue(
  config: BullJobQueueConfig,
  options: { readonly signal: AbortSignal; readonly onWait?: (error: PortError) => void },
): Promise<JobQueue> {
  for (let tries = 0; ; tries += 1) {
    options.signal.throwIfAborted();
    try {
      return await openBullJobQueue(config);
    } catch (error) {
      if (!(error instanceof PortError && error.retryable)) throw error;
      if (tries === 0) options.onWait?.(error);
      await sleep(AGAIN, undefined, { signal: options.signal });
    }
  }
}

class BullJobQueue implements JobQueue {
  readonly #config: Required<BullJobQueueConfig>;
  readonly #redis: Redis;
  readonly #cancellations: Cancellations;
  readonly #queues = new Map<QueueName, Queue>();
  readonly #workers = new Set<RunningWorker>();
  #unsafe: PortError | undefined;

  constructor(config: BullJobQueueConfig) {
    this.#config = {
      prefix: 'afo',
      lockSeconds: 30,
      maxStalled: 2,
      durability: 'aof',
      onProblem: () => undefined,
      ...config,
    };
    this.#redis = connect(this.#config.redis, 'client', this.#config.onProblem);
    this.#cancellations = new Cancellations(this.#redis, this.#config.prefix);
  }

  async open(): Promise<void> {
    await this.#guard(() => firstContact(this.#redis));
    await this.#checkSafety();
    // A server that was restarted may have other settings.
    this.#redis.on('ready', () => {
      this.#checkSafety().catch((error: unknown) => {
        if (error instanceof PortError) this.#config.onProblem(error);
      });
    });
    for (const name of queueNames) this.#queues.set(name, this.#open(name));
    await this.#guard(() =>
      Promise.all([...this.#queues.values()].map((queue) => queue.waitUntilReady())),
    );
  }

  async enqueue(job: Job): Promise<void> {
    if (job.heartbeatSeconds < this.#config.lockSeconds)
      throw new PortError(
        'queue.unsafe',
        `${job.key} wants to be missed after ${String(job.heartbeatSeconds)} s, but this queue notices after ${String(this.#config.lockSeconds)} s only`,
      );
    await this.#guard(() =>
      this.#queue(job.queue).add(job.step, job, {
        jobId: jobId(job),
        attempts: 1,
        removeOnComplete: { age: KEPT },
        removeOnFail: { age: KEPT },
      }),
    );
  }

  state(name: JobName): Promise<JobState> {
    return this.#guard(async () => {
      // The state first: whatever it says, the job that is read afterwards has the facts to it.
      const state = await this.#queue(name.queue).getJobState(jobId(name));
      const job = await this.#find(name);
      return job === undefined ? { status: 'missing' } : this.#stateOf(job, state, name.queue);
    });
  }

  async cancel(name: JobName): Promise<void> {
    await this.#guard(async () => {
      // The mark comes first: a worker that takes the job between the two finds it.
      await this.#cancellations.add(name.queue, jobId(name));
      const job = await this.#find(name);
      if (job !== undefined && !(await job.isActive())) await removeUnlessTaken(job);
    });
  }

  async run(
    queue: QueueName,
    handler: JobHandler,
    options: { readonly concurrency: number },
  ): Promise<RunningWorker> {
    const { redis, prefix, lockSeconds, maxStalled, onProblem } = this.#config;
    if (this.#unsafe !== undefined) throw this.#unsafe;
    const worker = await startWorker({
      queue,
      handler,
      concurrency: options.concurrency,
      connection: connect(redis, 'worker', onProblem),
      cancellations: this.#cancellations,
      prefix,
      lockSeconds,
      maxStalled,
      onProblem,
    });
    this.#workers.add(worker);
    return {
      stop: async (graceMs) => {
        await worker.stop(graceMs);
        this.#workers.delete(worker);
      },
    };
  }

  depth(queue: QueueName): Promise<{ readonly waiting: number; readonly active: number }> {
    return this.#guard(async () => {
      const counts = await this.#queue(queue).getJobCounts('waiting', 'active');
      return { waiting: counts['waiting'] ?? 0, active: counts['active'] ?? 0 };
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop(0)));
    this.#workers.clear();
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#redis.disconnect();
  }

  #open(name: QueueName): Queue {
    const queue = new Queue(name, { connection: this.#redis, prefix: this.#config.prefix });
    queue.on('error', this.#config.onProblem);
    return queue;
  }

  #queue(name: QueueName): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new PortError('queue.unavailable', 'the queue is not open');
    return queue;
  }

  async #find(name: JobName): Promise<BullJob | undefined> {
    return (await this.#queue(name.queue).getJob(jobId(name))) ?? undefined;
  }

  async #stateOf(job: BullJob, state: BullState, queue: QueueName): Promise<JobState> {
    const progress = parseProgress(job.progress);
    const seen = progress === undefined ? {} : { progress };
    switch (state) {
      case 'completed':
        return { status: 'completed', ...seen };
      case 'failed':
        return { status: 'failed', ...failureOf(job), ...seen };
      case 'active':
        return { status: (await this.#isHeld(job, queue)) ? 'active' : 'waiting', ...seen };
      case 'unknown':
        return { status: 'missing' };
      case 'waiting':
      case 'delayed':
      case 'prioritized':
      case 'waiting-children':
        return { status: 'waiting', ...seen };
    }
  }

  /** An active job without a lock belongs to a dead worker, and waits for the next one. */
  async #isHeld(job: BullJob, queue: QueueName): Promise<boolean> {
    return (await this.#redis.exists(`${this.#queue(queue).toKey(job.id ?? '')}:lock`)) === 1;
  }

  async #checkSafety(): Promise<void> {
    this.#unsafe = undefined;
    await this.#guard(() => assertSafe(this.#redis, this.#config.durability)).catch(
      (error: unknown) => {
        if (error instanceof PortError && error.code === 'queue.unsafe') this.#unsafe = error;
        throw error;
      },
    );
  }

  async #guard<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#unsafe !== undefined) throw this.#unsafe;
    try {
      return await ask();
    } catch (error) {
      if (error instanceof PortError) throw error;
      throw new PortError(
        'queue.unavailable',
        'the job queue does not answer: Redis is down, or refuses (see the cause); it is tried again',
        { retryable: true, cause: error },
      );
    }
  }
}

/** BullMQ's own words for an attempt over which too many workers have died. */
const STALLED = 'job stalled more than allowable limit';

function failureOf({ failedReason }: BullJob): Pick<JobState, 'cause' | 'lost'> {
  return failedReason === STALLED
    ? { cause: 'its workers died, one after the other', lost: true }
    : { cause: failedReason || 'unknown' };
}

/** A worker may take the job at this very moment; then it finds the mark and stops by itself. */
async function removeUnlessTaken(job: BullJob): Promise<void> {
  try {
    await job.remove();
  } catch (error) {
    if (!(await job.isActive())) throw error;
  }
}
