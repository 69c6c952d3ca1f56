/** Acquires the first item of a case from the EBS lab and ends. Arguments: home, case id, address of the lab. */
import { localStack } from '@afo/adapter-local';
import { caseIdSchema, evidenceId } from '@afo/domain';
import { acquireDisk, runStep } from '@afo/pipeline';
import { serviceActor } from '@afo/runtime';
import { labDisks } from '../lab-disks.ts';

const [home = '', id = '', url = ''] = process.argv.slice(2);
const stack = await localStack({ home, actor: serviceActor('acquisition-agent') });
const item = evidenceId(1);
await runStep({
  ports: { ...stack.ports, disks: labDisks(url) },
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
