import { awaitBullJobQueue } from '@afo/adapter-bullmq';
import { localStack } from '@afo/adapter-local';
import { localSettings, problemLog, runProcess, serviceActor } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { runGenerator } from './generator.ts';

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
    await runGenerator(life, { ports: stack.ports, queue });
  } finally {
    await queue.close();
    await stack.close();
  }
}
