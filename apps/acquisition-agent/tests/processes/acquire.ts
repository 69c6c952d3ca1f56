/** Acquires the first item of a case and ends; killed by kill.test.ts wherever it is. Arguments: home, case id. */
import { localStack } from '@afo/adapter-local';
import { caseIdSchema, evidenceId } from '@afo/domain';
import { acquireDisk, runStep } from '@afo/pipeline';
import { serviceActor } from '@afo/runtime';

const [home = '', id = ''] = process.argv.slice(2);
const stack = await localStack({ home, actor: serviceActor('acquisition-agent') });
const item = evidenceId(1);
await runStep({
  ports: stack.ports,
  handlers: { 'acquire-disk': acquireDisk },
  task: {
    caseId: caseIdSchema.parse(id),
    step: 'acquire-disk',
    key: `acquire-disk/${item}`,
    item,
    attempt: 1,
  },
  control: { signal: new AbortController().signal, progress: () => undefined },
});
await stack.close();
