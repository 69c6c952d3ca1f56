import type { CaseId, CaseState } from '@afo/domain';
import { caseWorkflow, isEntry, reduce, walk } from '@afo/domain';
import type { CaseLog, Ports, WorkflowRun } from '@afo/ports';

/** How the workflow of a case ended although the case wants to go on. */
export type Stall = Exclude<WorkflowRun, 'running'>;

/**
 * How the workflow of an open case ended, where the case still waits for it: nothing goes on by itself then. Undefined
 * where it runs, where nothing is left to do, and where no cloud runs it.
 * @throws PortError `aws.*` where it cannot be looked at: then nothing is known
 */
export async function stallOf(
  { log, starter }: Pick<Ports, 'log' | 'starter'>,
  caseId: CaseId,
): Promise<Stall | undefined> {
  if (starter === undefined) return undefined;
  const { state, again } = await takenUp(log, caseId);
  if (state?.status !== 'open' || walk(caseWorkflow, state).status !== 'waiting') return undefined;
  const run = await starter.look(caseId, again);
  return run === 'running' ? undefined : run;
}

/** A case, and the number with which its workflow was started when it was taken up last. */
export async function takenUp(
  log: CaseLog,
  caseId: CaseId,
): Promise<{ readonly state: CaseState | undefined; readonly again: number | undefined }> {
  let state: CaseState | undefined;
  let again: number | undefined;
  for await (const { entry } of log.read(caseId)) {
    state = reduce(state, entry);
    if (isEntry(entry, 'case.reopened')) again = state.size;
  }
  return { state, again };
}
