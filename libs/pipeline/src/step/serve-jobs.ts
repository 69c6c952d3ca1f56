import type { QueueName } from '@afo/domain';
import type { JobHandler, JobQueue, Ports } from '@afo/ports';
import { tokenJobs } from './token-jobs.ts';

export interface ServeJobs {
  readonly ports: Pick<Ports, 'tokens'>;
  readonly queue: Pick<JobQueue, 'run'>;
  readonly name: QueueName;
  readonly handler: JobHandler;
  readonly concurrency: number;
  /** Time that work gets to come to its end when the process is asked to; it is handed to another worker then. */
  readonly graceMs: number;
  readonly signal: AbortSignal;
  /** Hears of a sign that could not be given to a state machine. */
  readonly onProblem: (error: unknown) => void;
  readonly onReady: () => void;
}

/** Carries out the jobs of a queue until the signal: what a worker is, on whichever stack. */
export async function serveJobs({ ports, queue, name, signal, ...rest }: ServeJobs): Promise<void> {
  const { handler: jobs, onProblem, concurrency, graceMs, onReady } = rest;
  const { tokens } = ports;
  const handler = tokens === undefined ? jobs : tokenJobs({ handler: jobs, tokens, onProblem });
  const worker = await queue.run(name, handler, { concurrency });
  onReady();
  await aborted(signal);
  await worker.stop(graceMs);
}

function aborted(signal: AbortSignal): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  if (signal.aborted) resolve(signal.reason);
  signal.addEventListener('abort', resolve, { once: true });
  return promise;
}
