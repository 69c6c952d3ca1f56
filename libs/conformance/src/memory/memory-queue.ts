import { AfoError } from '@afo/domain';
import type { QueueName } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { Job, JobHandler, JobQueue, JobState, Progress, RunningWorker } from '@afo/ports';

type JobName = Pick<Job, 'queue' | 'case' | 'key' | 'attempt'>;

interface Kept {
  readonly job: Job;
  status: 'waiting' | 'active' | 'completed' | 'failed';
  deaths: number;
  progress?: Progress;
  cause?: string;
  lost?: boolean;
  abort?: AbortController;
}

/** What outlives queue and workers, as Redis does. `forget` is a Redis that was emptied. */
export class MemoryJobs {
  readonly kept = new Map<string, Kept>();
  readonly cancelled = new Set<string>();
  readonly hungry = new Set<() => void>();
  readonly deathsUntilLost: number;

  constructor(deathsUntilLost = 2) {
    this.deathsUntilLost = deathsUntilLost;
  }

  forget(): void {
    for (const { abort } of this.kept.values()) abort?.abort(new Error('the store was emptied'));
    this.kept.clear();
  }

  wake(): void {
    for (const take of [...this.hungry]) take();
  }
}

const idOf = (name: JobName): string =>
  JSON.stringify([name.queue, name.case, name.key, name.attempt]);

/** A JobQueue in memory, for tests of what stands on queues. It passes the suite of job queues. */
export class MemoryQueue implements JobQueue {
  readonly #jobs: MemoryJobs;
  readonly #workers = new Set<MemoryWorker>();

  constructor(jobs = new MemoryJobs()) {
    this.#jobs = jobs;
  }

  enqueue(job: Job): Promise<void> {
    const id = idOf(job);
    if (!this.#jobs.kept.has(id)) this.#jobs.kept.set(id, { job, status: 'waiting', deaths: 0 });
    this.#jobs.wake();
    return Promise.resolve();
  }

  state(name: JobName): Promise<JobState> {
    const kept = this.#jobs.kept.get(idOf(name));
    if (kept === undefined) return Promise.resolve({ status: 'missing' });
    const { status, progress, cause, lost } = kept;
    return Promise.resolve({
      status,
      ...(progress === undefined ? {} : { progress }),
      ...(cause === undefined ? {} : { cause }),
      ...(lost === undefined ? {} : { lost }),
    });
  }

  cancel(name: JobName): Promise<void> {
    const id = idOf(name);
    this.#jobs.cancelled.add(id);
    const kept = this.#jobs.kept.get(id);
    if (kept?.status === 'waiting') this.#jobs.kept.delete(id);
    kept?.abort?.abort(cancelled(name));
    return Promise.resolve();
  }

  run(
    queue: QueueName,
    handler: JobHandler,
    options: { readonly concurrency: number },
  ): Promise<MemoryWorker> {
    const worker = new MemoryWorker({ jobs: this.#jobs, queue, handler, ...options });
    this.#workers.add(worker);
    return Promise.resolve(worker);
  }

  depth(queue: QueueName): Promise<{ readonly waiting: number; readonly active: number }> {
    const all = [...this.#jobs.kept.values()].filter(({ job }) => job.queue === queue);
    const count = (wanted: Kept['status']): number =>
      all.filter(({ status }) => status === wanted).length;
    return Promise.resolve({ waiting: count('waiting'), active: count('active') });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop(0)));
  }
}

interface WorkerSetup {
  readonly jobs: MemoryJobs;
  readonly queue: QueueName;
  readonly handler: JobHandler;
  readonly concurrency: number;
}

export class MemoryWorker implements RunningWorker {
  readonly #setup: WorkerSetup;
  readonly #running = new Map<string, { readonly kept: Kept; readonly done: Promise<void> }>();
  #ended = false;

  constructor(setup: WorkerSetup) {
    this.#setup = setup;
    setup.jobs.hungry.add(this.#take);
    this.#take();
  }

  async stop(graceMs: number): Promise<void> {
    this.#setup.jobs.hungry.delete(this.#take);
    this.#ended = true;
    const all = Promise.all([...this.#running.values()].map(({ done }) => done));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, graceMs))]);
    for (const { kept } of this.#running.values()) kept.abort?.abort(new Error('the worker ends'));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 500))]);
  }

  /** Ends without a last word; what it was working on waits for the next worker. */
  die(): void {
    this.#setup.jobs.hungry.delete(this.#take);
    this.#ended = true;
    for (const { kept } of this.#running.values()) {
      kept.deaths += 1;
      const lost = kept.deaths >= this.#setup.jobs.deathsUntilLost;
      Object.assign(
        kept,
        lost ? { status: 'failed', lost, cause: 'its workers died' } : { status: 'waiting' },
      );
    }
    this.#running.clear();
    this.#setup.jobs.wake();
  }

  readonly #take = (): void => {
    const { jobs, queue, concurrency } = this.#setup;
    for (const [id, kept] of jobs.kept) {
      if (this.#running.size >= concurrency) return;
      if (kept.status !== 'waiting' || kept.job.queue !== queue) continue;
      kept.status = 'active';
      this.#running.set(id, { kept, done: this.#work(id, kept) });
    }
  };

  async #work(id: string, kept: Kept): Promise<void> {
    const abort = new AbortController();
    kept.abort = abort;
    if (this.#setup.jobs.cancelled.has(id)) abort.abort(cancelled(kept.job));
    const timer = setTimeout(() => {
      abort.abort(new PortError('step.timed-out', 'it took too long', { retryable: true }));
    }, kept.job.timeoutSeconds * 1000);
    try {
      await Promise.resolve();
      abort.signal.throwIfAborted();
      await this.#setup.handler(kept.job, contextOf(kept, abort.signal));
      this.#end(id, kept, { status: 'completed' });
    } catch (error) {
      this.#end(id, kept, endOf(abort.signal.aborted ? abort.signal.reason : error));
    } finally {
      clearTimeout(timer);
      this.#running.delete(id);
      if (!this.#ended) this.#take();
    }
  }

  #end(id: string, kept: Kept, end: Partial<Kept>): void {
    // A worker that died, or whose store was emptied, has nothing more to say.
    if (!this.#running.has(id) || this.#setup.jobs.kept.get(id) !== kept) return;
    Object.assign(kept, end);
    if (end.status === 'waiting') this.#setup.jobs.wake();
  }
}

function contextOf(kept: Kept, signal: AbortSignal): Parameters<JobHandler>[1] {
  let first: { readonly at: number; readonly done: number } | undefined;
  return {
    signal,
    progress: (progress) => {
      const now = performance.now();
      first ??= { at: now, done: progress.done };
      const rate = ((progress.done - first.done) * 1000) / (now - first.at);
      const bytesPerSecond = Number.isFinite(rate) ? rate : 0;
      const etaSeconds = ((progress.total ?? 0) - progress.done) / bytesPerSecond;
      kept.progress = bytesPerSecond > 0 ? { bytesPerSecond, etaSeconds, ...progress } : progress;
    },
  };
}

function endOf(error: unknown): Partial<Kept> {
  if (error instanceof AfoError)
    return { status: 'failed', cause: `${error.code}: ${error.message}` };
  const handedOver = error instanceof Error && error.message === 'the worker ends';
  return handedOver ? { status: 'waiting' } : { status: 'failed', cause: 'an unexpected error' };
}

const cancelled = ({ key }: JobName): PortError =>
  new PortError('step.cancelled', `${key} was cancelled`);
