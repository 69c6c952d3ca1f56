import { once } from 'node:events';
import { join } from 'node:path';
import { awaitBullJobQueue } from '@afo/adapter-bullmq';
import { localStack } from '@afo/adapter-local';
import { diskTools } from '@afo/analysis-tools';
import { problemLog, runProcess, serviceActor } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { analysisJobs } from './analysis-jobs.ts';
import { readConfig } from './config.ts';
import { folderWorkspace } from './folder-workspace.ts';

/** Time that a tool in work gets when the process is asked to end; its job is handed to another worker then. */
const GRACE_MS = 5_000;

await runProcess('analysis-worker', serve);

async function serve(life: ProcessLife): Promise<void> {
  const { log, signal } = life;
  const { folder, queue: shared, rules } = readConfig(process.env);
  const tools = diskTools({ rules });
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
    const jobs = analysisJobs({
      ports: stack.ports,
      tools,
      workspace: folderWorkspace(join(folder.scratch, 'analysis')),
      unexpected: (error) => {
        log.error({ err: error }, 'an analysis failed unexpectedly');
      },
    });
    const worker = await queue.run('analysis', jobs, { concurrency: 1 });
    life.ready({ home: folder.home, queue: 'analysis', tools: tools.length });
    if (!signal.aborted) await once(signal, 'abort');
    await worker.stop(GRACE_MS);
  } finally {
    await queue.close();
    await stack.close();
  }
}
