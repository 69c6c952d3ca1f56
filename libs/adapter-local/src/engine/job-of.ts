import type { CaseId, EvidenceId, StepNode } from '@afo/domain';
import type { Job } from '@afo/ports';
import { PortError } from '@afo/ports';

/** The job of one attempt at a step. The same attempt gives the same job, whoever asks and how often. */
export function jobOf(
  caseId: CaseId,
  step: { readonly node: StepNode; readonly key: string; readonly item?: EvidenceId },
  attempt: number,
): Job {
  const { node, key, item } = step;
  if (node.run.as !== 'job')
    throw new PortError('queue.unavailable', `${key} is no job: it is carried out by the engine`);
  return {
    queue: node.run.queue,
    case: caseId,
    step: node.name,
    key,
    attempt,
    timeoutSeconds: node.timeoutSeconds,
    heartbeatSeconds: node.heartbeatSeconds,
    ...(item === undefined ? {} : { item }),
  };
}
