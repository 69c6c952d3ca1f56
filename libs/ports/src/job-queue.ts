import type { CaseId, EvidenceId, QueueName } from '@afo/domain';

/** One step of one case to be worked on by whoever has the means. Ids only: the facts are in the log. */
export interface Job {
  readonly queue: QueueName;
  readonly case: CaseId;
  readonly step: string;
  readonly key: string;
  readonly item?: EvidenceId;
  readonly attempt: number;
  readonly timeoutSeconds: number;
  readonly heartbeatSeconds: number;
}

/** Throw-away news of a running job; never custody. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly unit: 'bytes' | 'blocks' | 'tools' | 'files';
  /** What is being done, a few words. */
  readonly activity: string;
  readonly bytesPerSecond?: number;
  readonly etaSeconds?: number;
}

export interface JobState {
  readonly status: 'missing' | 'waiting' | 'active' | 'completed' | 'failed';
  readonly progress?: Progress;
  /** Why it failed, safe to publish. `lost` when no worker gave a sign of life. */
  readonly cause?: string;
  readonly lost?: boolean;
}

export interface JobContext {
  /** Aborted when the job is cancelled, timed out, or the worker is asked to end. */
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

export type JobHandler = (job: Job, context: JobContext) => Promise<void>;

export interface RunningWorker {
  /** Takes no further job, lets the current ones end or aborts them after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Hands jobs to workers, at least once.
 *
 * MUST: derive the job's id from (case, key, attempt), so that enqueueing again changes nothing; hand a job whose
 * worker died to another after its heartbeat; refuse to run on a store that may drop jobs (`queue.unsafe`); outlive
 * its own restart without losing a job or crashing its client.
 * MUST NOT: be asked for the truth. A lost queue is refilled from the case log; `completed` means only that the
 * handler returned. Handlers are idempotent.
 */
export interface JobQueue {
  enqueue(job: Job): Promise<void>;
  state(job: Pick<Job, 'queue' | 'case' | 'key' | 'attempt'>): Promise<JobState>;
  cancel(job: Pick<Job, 'queue' | 'case' | 'key' | 'attempt'>): Promise<void>;
  run(
    queue: QueueName,
    handler: JobHandler,
    options: { readonly concurrency: number },
  ): Promise<RunningWorker>;
  /** Number of waiting and active jobs per queue. */
  depth(queue: QueueName): Promise<{ readonly waiting: number; readonly active: number }>;
  close(): Promise<void>;
}
