import { serveJobs } from '@afo/pipeline';
import type { JobQueue, Ports } from '@afo/ports';
import type { ProcessLife } from '@afo/runtime';
import { reportJobs } from './report-jobs.ts';

/** Time that a report in work gets to come to its end when the process is asked to. */
const GRACE_MS = 20_000;

/** Writes the reports that the queue asks for, on whichever stack, until the process is asked to end. */
export async function runGenerator(
  life: ProcessLife,
  { ports, queue }: { readonly ports: Ports; readonly queue: JobQueue },
): Promise<void> {
  const { log, signal } = life;
  const unexpected = (error: unknown): void => {
    log.error({ err: error }, 'a report failed unexpectedly');
  };
  await serveJobs({
    ports,
    queue,
    name: 'report',
    handler: reportJobs(ports, unexpected),
    concurrency: 1,
    graceMs: GRACE_MS,
    signal,
    onProblem: unexpected,
    onReady: () => {
      life.ready({ stack: ports.stack, queue: 'report' });
    },
  });
}
