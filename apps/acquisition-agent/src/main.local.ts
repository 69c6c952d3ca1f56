import { once } from 'node:events';
import { awaitBullJobQueue } from '@afo/adapter-bullmq';
import { localStack } from '@afo/adapter-local';
import { acquireDisk, acquireLog, acquireMemory, stepJobs, verifyEvidence } from '@afo/pipeline';
import { localSettings, problemLog, runProcess, serviceActor } from '@afo/runtime';
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

await runProcess('acquisition-agent', serve);

async function serve(life: ProcessLife): Promise<void> {
  const { log, signal } = life;
  const { folder, queue: shared } = localSettings(process.env);
  const stack = await localStack({ home: folder.home, actor: serviceActor('acquisition-agent') });
  const queue = await awaitBullJobQueue(
    { ...shared, onProblem: problemLog(log) },
    {
      signal,
      onWait: (error) => {
        log.warn({ err: error }, 'waiting for Redis; `afo up` starts one for this data folder');
      },
    },
  );
  try {
    const unexpected = (error: unknown): void => {
      log.error({ err: error }, 'an acquisition failed unexpectedly');
    };
    const jobs = stepJobs({ ports: stack.ports, handlers, unexpected });
    const worker = await queue.run('acquisition', jobs, { concurrency: CONCURRENCY });
    life.ready({ home: folder.home, queue: 'acquisition' });
    if (!signal.aborted) await once(signal, 'abort');
    await worker.stop(GRACE_MS);
  } finally {
    await queue.close();
    await stack.close();
  }
}
