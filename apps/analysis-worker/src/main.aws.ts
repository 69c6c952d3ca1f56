import { awsQueueSettings, awsSettings, awsStack } from '@afo/adapter-aws';
import { awaitBullJobQueue } from '@afo/adapter-bullmq';
import { machineParts } from '@afo/adapter-local';
import { problemLog, runProcess, serviceActor } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { readAwsConfig } from './config.ts';
import { runWorker } from './worker.ts';

await runProcess('analysis-worker', serve);

async function serve(life: ProcessLife): Promise<void> {
  const { log, signal } = life;
  const settings = awsSettings(process.env);
  const { rules, scratch, machine: options } = readAwsConfig(process.env);
  const address = await awsQueueSettings(settings.aws, process.env);
  const machine = machineParts(options);
  const stack = await awsStack({ settings, actor: serviceActor('analysis-worker'), machine });
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
    await runWorker(life, { ports: stack.ports, queue, rules, scratch });
  } finally {
    await queue.close();
    await stack.close();
  }
}
