import { awsQueueSettings, awsSettings, awsStack } from '@afo/adapter-aws';
import { awaitBullJobQueue } from '@afo/adapter-bullmq';
import { machineParts } from '@afo/adapter-local';
import { problemLog, runProcess, serviceActor } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { runAgent } from './agent.ts';

await runProcess('acquisition-agent', serve);

async function serve(life: ProcessLife): Promise<void> {
  const { log, signal } = life;
  const settings = awsSettings(process.env);
  const address = await awsQueueSettings(settings.aws, process.env);
  const machine = machineParts();
  const stack = await awsStack({ settings, actor: serviceActor('acquisition-agent'), machine });
  const queue = await awaitBullJobQueue(
    { ...address, onProblem: problemLog(log) },
    {
      signal,
      onWait: (error) => {
        log.warn({ err: error }, 'waiting for the queue');
      },
    },
  );
  try {
    await runAgent(life, { ports: stack.ports, queue });
  } finally {
    await queue.close();
    await stack.close();
  }
}
