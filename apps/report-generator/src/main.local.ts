import { once } from 'node:events';
import { awaitBullJobQueue } from '@afo/adapter-bullmq';
import { localStack } from '@afo/adapter-local';
import { localSettings, problemLog, runProcess, serviceActor } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { reportJobs } from './report-jobs.ts';

/** Time that a report in work gets to come to its end when the process is asked to. */
const GRACE_MS = 20_000;

await runProcess('report-generator', serve);

async function serve(life: ProcessLife): Promise<void> {
  const { log, signal } = life;
  const { folder, queue: shared } = localSettings(process.env);
  const stack = await localStack({ home: folder.home, actor: serviceActor('report-generator') });
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
      log.error({ err: error }, 'a report failed unexpectedly');
    };
    const worker = await queue.run('report', reportJobs(stack.ports, unexpected), {
      concurrency: 1,
    });
    life.ready({ home: folder.home, queue: 'report' });
    if (!signal.aborted) await once(signal, 'abort');
    await worker.stop(GRACE_MS);
  } finally {
    await queue.close();
    await stack.close();
  }
}
