import { once } from 'node:events';
import { openBullJobQueue } from '@afo/adapter-bullmq';
import { localStack } from '@afo/adapter-local';
import { runStep, sealItem } from '@afo/pipeline';
import type { StepHandler, StepHandlers } from '@afo/pipeline';
import { localSettings, runProcess, serviceActor } from '@afo/runtime';

/**
 * Worker of analysis and report for the kill test, cut down to sealing one small item a step, so that a hundred runs
 * take minutes and not hours. Engine and agent are the real ones.
 */
const derived =
  (kind: 'analysis' | 'timeline' | 'report'): StepHandler =>
  async (context) => {
    const [item] = await context.reserve(1);
    if (item === undefined) throw new Error('no id was reserved');
    const { task } = context;
    await sealItem(context, {
      item,
      kind,
      title: `${task.step} ${task.item ?? ''}`,
      name: `${task.step}.json`,
      format: 'json',
      compress: false,
      content: Buffer.from(
        JSON.stringify({ of: task.key, host: context.book.state.opened.subject }),
      ),
      facts: {},
      tool: { name: 'kill-worker', version: '1' },
      limits: [],
    });
    return { status: 'succeeded', facts: { item } };
  };

const handlers: StepHandlers = {
  analyse: derived('analysis'),
  correlate: derived('timeline'),
  report: derived('report'),
};

await runProcess('kill-worker', async (life) => {
  const { folder, queue: shared } = localSettings(process.env);
  const stack = await localStack({
    home: folder.home,
    actor: serviceActor('kill-worker'),
  });
  const queue = await openBullJobQueue(shared);
  for (const name of ['analysis', 'report'] as const)
    await queue.run(
      name,
      async ({ case: caseId, ...job }, control) => {
        await runStep({ ports: stack.ports, handlers, task: { caseId, ...job }, control });
      },
      { concurrency: 2 },
    );
  life.ready();
  if (!life.signal.aborted) await once(life.signal, 'abort');
  await queue.close();
  await stack.close();
});
