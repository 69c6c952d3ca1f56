import { publishedFailure } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { Job, JobContext, JobHandler, Progress } from '@afo/ports';
import { ProgressTeller } from './progress-teller.ts';

/** How long a handler may take to notice that it was aborted before it is left behind, in milliseconds. */
const ABORT_GRACE = 60_000;

/** The worker ends, or has lost the job to another one: no failure, the same attempt goes on elsewhere. */
export class Handover extends Error {}

/** One job in the hands of this worker: its handler, its time, and everything that may abort it. */
export class RunningJob {
  readonly job: Job;
  readonly #abort = new AbortController();
  readonly #progress: ProgressTeller;

  constructor(job: Job, tell: (progress: Progress) => Promise<void>) {
    this.job = job;
    this.#progress = new ProgressTeller(tell);
  }

  /** Another worker has it, or will. */
  handOver(why: string): void {
    this.#abort.abort(new Handover(why));
  }

  cancel(): void {
    this.#abort.abort(new PortError('step.cancelled', `${this.job.key} was cancelled`));
  }

  /** @throws Handover, or what the handler threw; a handler that does not heed an abort is left behind */
  async run(handler: JobHandler): Promise<void> {
    // It may have been cancelled before it began; then there is no event to wait for any more.
    this.#abort.signal.throwIfAborted();
    const timer = setTimeout(() => {
      this.#abort.abort(timedOut(this.job));
    }, this.job.timeoutSeconds * 1000);
    try {
      await Promise.race([handler(this.job, this.#context()), this.#leftBehind()]);
    } catch (error) {
      // What a handler throws after an abort is the abort, in the words of whoever noticed it first.
      throw this.#abort.signal.aborted ? this.#abort.signal.reason : error;
    } finally {
      clearTimeout(timer);
      this.#progress.stop();
    }
  }

  #context(): JobContext {
    return {
      signal: this.#abort.signal,
      progress: (progress) => {
        this.#progress.tell(progress);
      },
    };
  }

  #leftBehind(): Promise<never> {
    const { signal } = this.#abort;
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        setTimeout(reject, ABORT_GRACE, signal.reason).unref();
      });
    });
  }
}

/** Why a job failed, in words that are safe to publish. */
export function publishable(error: unknown): string {
  const { code, cause } = publishedFailure(error);
  return `${code}: ${cause}`;
}

const timedOut = ({ key, timeoutSeconds }: Job): PortError =>
  new PortError('step.timed-out', `${key} took longer than ${String(timeoutSeconds)} s`, {
    retryable: true,
  });
