import type { JobHandler, JobQueue, Ports } from '@afo/ports';
import {
  acquireDisk,
  acquireLog,
  acquireMemory,
  serveJobs,
  stepJobs,
  verifyEvidence,
} from '@afo/pipeline';
import type { ProcessLife } from '@afo/runtime';

/** Time that an acquisition in work gets when the process is asked to end; it goes on behind its last segment later. */
const GRACE_MS = 5_000;

/** Two items side by side: while one waits for its disk, the other computes. */
const CONCURRENCY = 2;

const handlers = {
  'acquire-disk': acquireDisk,
  'acquire-memory': acquireMemory,
  'acquire-log': acquireLog,
  'verify-evidence': verifyEvidence,
};

/** Acquires and reads back what the queue names, on whichever stack, until the process is asked to end. */
export async function runAgent(
  life: ProcessLife,
  { ports, queue }: { readonly ports: Ports; readonly queue: JobQueue },
): Promise<void> {
  const { log, signal } = life;
  const unexpected = (error: unknown): void => {
    log.error({ err: error }, 'an acquisition failed unexpectedly');
  };
  const handler: JobHandler = stepJobs({ ports, handlers, unexpected });
  await serveJobs({
    ports,
    queue,
    name: 'acquisition',
    handler,
    concurrency: CONCURRENCY,
    graceMs: GRACE_MS,
    signal,
    onProblem: unexpected,
    onReady: () => {
      life.ready({ stack: ports.stack, queue: 'acquisition' });
    },
  });
}
