import type { CaseState } from '@afo/domain';
import { caseWorkflow, walk } from '@afo/domain';
import { ExitCode } from '../terminal/exit-code.ts';

/** What did not come out as it should; an empty list means that everything planned was done and is whole. */
export function shortfallsOf(state: CaseState): readonly string[] {
  const failed = [...state.steps.values()].filter(
    ({ status, ended }) => status === 'failed' && ended,
  );
  const cut = [...state.items.values()].filter(({ acquired }) => (acquired?.missingBytes ?? 0) > 0);
  const doubtful = state.runs.filter(({ outcome }) => outcome !== 'complete');
  const standing = walk(caseWorkflow, state);
  return [
    ...(standing.status === 'stopped' ? ['the case was stopped before its work was done'] : []),
    ...(standing.approvals.length > 0 ? ['the case waits for approval'] : []),
    ...failed.map(({ key, code, cause }) => `${key} failed: ${cause ?? ''} (${code ?? ''})`),
    ...cut.map(
      ({ item, acquired }) => `${item}: ${acquired?.missingBytes ?? 0} bytes could not be read`,
    ),
    ...doubtful.map(
      ({ tool, inputs, outcome, limits }) =>
        `${tool.name} on ${inputs.map(({ item }) => item).join(', ')}: ${outcome} – ${limits.join('; ')}`,
    ),
  ];
}

/** Exit status of a command that waited for a case: stopped is a failure, shortfalls are `partial`. */
export function exitCodeOf(state: CaseState): ExitCode {
  const { status } = walk(caseWorkflow, state);
  if (status === 'stopped') return ExitCode.failed;
  return status === 'waiting' || shortfallsOf(state).length > 0 ? ExitCode.partial : ExitCode.done;
}
