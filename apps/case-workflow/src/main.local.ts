import { readFile } from 'node:fs/promises';
import { awaitBullJobQueue } from '@afo/adapter-bullmq';
import { LocalEngine, localStack } from '@afo/adapter-local';
import { caseWorkflow } from '@afo/domain';
import { loadPlaybook } from '@afo/pipeline';
import { problemLog, runProcess, serviceActor, takeLease } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { readConfig } from './config.ts';
import { callSteps, engineSteps } from './engine-steps.ts';

const DEFAULT_PLAYBOOK = new URL('../../../deployment/playbooks/default.yaml', import.meta.url);

await runProcess('case-workflow', serve);

async function serve(life: ProcessLife): Promise<void> {
  const { log, signal } = life;
  const { folder, queue: shared, playbook: file } = readConfig(process.env);
  const playbook = loadPlaybook(await readFile(file ?? DEFAULT_PLAYBOOK, 'utf8'));
  const lease = await takeLease(folder.engineLock, {
    signal,
    onWait: () => {
      log.warn({ home: folder.home }, 'another engine is at work here; waiting until it ends');
    },
  });
  const tell = problemLog(log);
  const stack = await localStack({ home: folder.home, actor: serviceActor('case-workflow') });
  const queue = await awaitBullJobQueue(
    {
      ...shared,
      onProblem: (error) => {
        tell(error);
      },
    },
    {
      signal,
      onWait: (error) => {
        log.warn({ err: error }, 'waiting for Redis; `afo up` starts one for this data folder');
      },
    },
  );
  try {
    const engine = new LocalEngine({
      workflow: caseWorkflow,
      log: stack.ports.log,
      clock: stack.ports.clock,
      queue,
      steps: engineSteps(stack.ports, callSteps(playbook), (error) => {
        log.error({ err: error }, 'a step failed unexpectedly');
      }),
      onProblem: ({ caseId, error }) => {
        tell(error, caseId === undefined ? {} : { caseId });
      },
    });
    life.ready({ home: folder.home, playbook: playbook.name, playbookSha256: playbook.sha256 });
    await engine.run(signal);
  } finally {
    await queue.close();
    await stack.close();
    lease.release();
  }
}
