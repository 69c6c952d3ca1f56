import type { CaseState } from '@afo/domain';
import { caseWorkflow, walk } from '@afo/domain';
import { isNotApproved, notApproved } from '@afo/pipeline';
import { ExitCode } from '../terminal/exit-code.ts';

/** What did not come out as it should; an empty list means that everything planned was done and is whole. */
export function shortfallsOf(state: CaseState): readonly string[] {
  const failed = [...state.steps.values()].filter(
    ({ status, ended }) => status === 'failed' && ended,
  );
  const cut = [...state.items.values()].filter(({ acquired }) => (acquired?.missingBytes ?? 0) > 0);
  const useless = state.runs.filter(({ outcome }) => outcome === 'failed');
  const standing = walk(caseWorkflow, state);
  return [
    ...(isNotApproved(state) ? [notApproved(state)] : []),
    ...[...state.requests.values()]
      .filter(({ status, emergency }) => status === 'pending' && emergency)
      .map(({ deadline }) => `begun as an emergency; its approval is owed by ${deadline}`),
    ...(standing.status === 'stopped' ? ['the case was stopped before its work was done'] : []),
    ...(standing.approvals.length > 0 ? ['the case waits for approval'] : []),
    ...failed.map(({ key, code, cause }) => `${key} failed: ${cause ?? ''} (${code ?? ''})`),
    ...cut.map(
      ({ item, acquired }) => `${item}: ${acquired?.missingBytes ?? 0} bytes could not be read`,
    ),
    ...useless.map(
      ({ tool, inputs, limits }) =>
        `${tool.name} on ${inputs.map(({ item }) => item).join(', ')} failed: ${limits.join('; ')}`,
    ),
  ];
}

/** What tools left out or doubt, in their words: no failure, and in the report all the same. */
export const limitsOf = (state: CaseState): readonly string[] =>
  state.runs
    .filter(({ outcome }) => outcome === 'partial')
    .flatMap(({ tool, limits }) => limits.map((limit) => `${tool.name}: ${limit}`));

/** Shortfalls and limits as lines for people. */
export const remarksOn = (state: CaseState): readonly string[] => [
  ...shortfallsOf(state).map((text) => `! ${text}`),
  ...limitsOf(state).map((text) => `note: ${text}`),
];

/** Exit status of a command that waited for a case: stopped is a failure, shortfalls are `partial`. */
export function exitCodeOf(state: CaseState): ExitCode {
  const { status } = walk(caseWorkflow, state);
  if (status === 'stopped') return ExitCode.failed;
  return status === 'waiting' || shortfallsOf(state).length > 0 ? ExitCode.partial : ExitCode.done;
}
