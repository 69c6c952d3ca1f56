import { awsQueueSettings, awsSettings, awsStack } from '@afo/adapter-aws';
import { awaitBullJobQueue, openRedisRateLimit } from '@afo/adapter-bullmq';
import type { RedisAddress } from '@afo/adapter-bullmq';
import { machineParts } from '@afo/adapter-local';
import { problemLog, runProcess, serviceActor } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { runAgent } from './agent.ts';

/**
 * Stretches of 2 MiB in flight for one disk: 100 blocks at a time, since AWS may take 100 ms for each and lets through
 * 1,000 a second.
 */
const DEPTH = 25;

await runProcess('acquisition-agent', serve);

async function serve(life: ProcessLife): Promise<void> {
  const { log, signal } = life;
  const settings = awsSettings(process.env);
  const address = await awsQueueSettings(settings.aws, process.env);
  const { rates, close: closeRates } = await sharedRates(address.redis, problemLog(log));
  const machine = machineParts({ codec: { depth: DEPTH } });
  const actor = serviceActor('acquisition-agent');
  const stack = await awsStack({ settings, actor, machine, rates });
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
    closeRates();
  }
}

/** Quotas of EBS direct that all agents of an account share (General Reference, "Amazon EBS endpoints and quotas"). */
async function sharedRates(redis: RedisAddress, onProblem: (error: Error) => void) {
  const blocks = await openRedisRateLimit({ redis, perSecond: 1000, onProblem });
  const listings = await openRedisRateLimit({ redis, perSecond: 50, onProblem });
  return {
    rates: { blocks, listings },
    close: (): void => {
      blocks.close();
      listings.close();
    },
  };
}
