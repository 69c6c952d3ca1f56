import { awaitBullJobQueue } from '@afo/adapter-bullmq';
import { localStack } from '@afo/adapter-local';
import { problemLog, runProcess, serviceActor } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { readConfig } from './config.ts';
import { runWorker } from './worker.ts';

await runProcess('analysis-worker', serve);

async function serve(life: ProcessLife): Promise<void> {
  const { log, signal } = life;
  const { folder, queue: shared, rules } = readConfig(process.env);
  const stack = await localStack({ home: folder.home, actor: serviceActor('analysis-worker') });
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
    await runWorker(life, { ports: stack.ports, queue, rules, scratch: folder.scratch });
  } finally {
    await queue.close();
    await stack.close();
  }
}
