import type { Job, JobQueue } from '@afo/ports';
import { caseNumber } from './log-lines.ts';

/** A store of jobs for the length of a test. */
export interface JobQueueStore {
  /** The queue as another process would have it. */
  open(): Promise<JobQueue>;
  /** A process that takes jobs of `acquisition` and never ends one; `kill` ends it without a last word. */
  doomedWorker(): Promise<{ kill(): Promise<void> }>;
  /** Longest time until a dead worker's job is with another one, in milliseconds. */
  readonly recoveryMs: number;
  /** After so many deaths over one attempt it is reported as lost. */
  readonly deathsUntilLost: number;
  dispose(): Promise<void>;
}

export const jobOf = (change: Partial<Job> = {}): Job => ({
  queue: 'acquisition',
  case: caseNumber(1),
  step: 'acquire-disk',
  key: 'acquire-disk/E-0001',
  attempt: 1,
  timeoutSeconds: 60,
  heartbeatSeconds: 120,
  ...change,
});
