import { readFile } from 'node:fs/promises';
import { awsQueueSettings, awsSettings, awsStack } from '@afo/adapter-aws';
import { openBullJobQueue } from '@afo/adapter-bullmq';
import { machineParts } from '@afo/adapter-local';
import { loadPlaybook } from '@afo/pipeline';
import { createLogger, openedOnce, problemLog, serviceActor } from '@afo/runtime';
import { handlers } from './aws/handlers.ts';
import type { Handler, Handlers } from './aws/handlers.ts';
import { callSteps } from './engine-steps.ts';

// The functions behind the state machine of a case. Opened once, and again when opening failed.

const NAME = 'case-workflow';
const log = createLogger({ name: NAME });
const openedHandlers = openedOnce(open);

export const callStep = handlerOf('callStep');
export const dispatchJob = handlerOf('dispatchJob');
export const settleStep = handlerOf('settleStep');
export const ask = handlerOf('ask');
export const requestApproval = handlerOf('requestApproval');

function handlerOf(name: keyof Handlers): Handler {
  return async (event) => {
    const all = await openedHandlers();
    return await all[name](event);
  };
}

async function open(failing: AsyncDisposableStack): Promise<Handlers> {
  const file = process.env['AFO_PLAYBOOK'] ?? new URL('./playbook.yaml', import.meta.url);
  const playbook = loadPlaybook(await readFile(file, 'utf8'));
  const settings = awsSettings(process.env);
  const actor = serviceActor(NAME);
  const stack = await awsStack({ settings, actor, machine: machineParts() });
  failing.defer(() => stack.close());
  const address = await awsQueueSettings(settings.aws, process.env);
  const queue = await openBullJobQueue({ ...address, onProblem: problemLog(log) });
  log.info({ playbook: playbook.name, playbookSha256: playbook.sha256 }, 'ready');
  const { ports } = stack;
  return handlers({ ports, queue, tokens: ports.tokens, steps: callSteps(playbook) });
}
