import { readFile } from 'node:fs/promises';
import { awsQueueSettings, awsSettings, awsStack } from '@afo/adapter-aws';
import { openBullJobQueue } from '@afo/adapter-bullmq';
import { machineParts } from '@afo/adapter-local';
import { loadPlaybook } from '@afo/pipeline';
import type { JobQueue, Ports } from '@afo/ports';
import { createLogger, openedOnce, problemLog, serviceActor } from '@afo/runtime';
import { handlers } from './aws/handlers.ts';
import type { Handler, Handlers } from './aws/handlers.ts';
import { jobCounts } from './aws/job-counts.ts';
import { workflowEnded as takeEnded } from './aws/workflow-ended.ts';
import { callSteps } from './engine-steps.ts';

// The functions behind the state machine of a case, the one that hears of its end, and the one that counts jobs. What
// they use is opened once, and again when opening failed.

const NAME = 'case-workflow';
const log = createLogger({ name: NAME });
const opened = openedOnce(open);
const openedQueue = openedOnce(openQueue);

export const callStep = handlerOf('callStep');
export const dispatchJob = handlerOf('dispatchJob');
export const settleStep = handlerOf('settleStep');
export const ask = handlerOf('ask');
export const requestApproval = handlerOf('requestApproval');

/** Takes events of the rule `workflowEndedRule` of `@afo/deployment`. */
export const workflowEnded: Handler = async (event) => {
  const { ports } = await opened();
  return await takeEnded(ports, event);
};

/** Counts the jobs of the queue; asked each minute, it says by how many forensic hosts are needed. */
export const countJobs: Handler = async () => {
  const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? NAME;
  log.info(await jobCounts(await openedQueue(), { functionName, timestamp: Date.now() }), 'jobs');
  return {};
};

function handlerOf(name: keyof Handlers): Handler {
  return async (event) => {
    const { all } = await opened();
    return await all[name](event);
  };
}

interface Opened {
  readonly all: Handlers;
  readonly ports: Ports;
}

async function open(failing: AsyncDisposableStack): Promise<Opened> {
  const file = process.env['AFO_PLAYBOOK'] ?? new URL('./playbook.yaml', import.meta.url);
  const playbook = loadPlaybook(await readFile(file, 'utf8'));
  const settings = awsSettings(process.env);
  const actor = serviceActor(NAME);
  const stack = await awsStack({ settings, actor, machine: machineParts() });
  failing.defer(() => stack.close());
  log.info({ playbook: playbook.name, playbookSha256: playbook.sha256 }, 'ready');
  const { ports } = stack;
  const all = handlers({
    ports,
    queue: openedQueue,
    tokens: ports.tokens,
    steps: callSteps(playbook),
  });
  return { all, ports };
}

async function openQueue(): Promise<JobQueue> {
  const { aws } = awsSettings(process.env);
  const address = await awsQueueSettings(aws, process.env);
  return await openBullJobQueue({ ...address, onProblem: problemLog(log) });
}
