/**
 * Acquires the first item of a case and ends; killed by a test wherever it is. Arguments: home, case id, and the address
 * of the EBS lab where its disk is a snapshot.
 */
import { localStack } from '@afo/adapter-local';
import { caseIdSchema, evidenceId } from '@afo/domain';
import { acquireDisk, runStep } from '@afo/pipeline';
import { serviceActor } from '@afo/runtime';
import { labDisks } from '../lab-disks.ts';

const [home = '', id = '', lab] = process.argv.slice(2);
const stack = await localStack({ home, actor: serviceActor('acquisition-agent') });
const item = evidenceId(1);
await runStep({
  ports: lab === undefined ? stack.ports : { ...stack.ports, disks: labDisks(lab) },
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
