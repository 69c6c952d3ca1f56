import type { CaseState, Entry, RequestState } from '@afo/domain';
import { caseWorkflow, walk } from '@afo/domain';
import { CaseBook, notApproved } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';
import { concernOf } from '../stack/workflow-words.ts';
import { bytesOf, table } from '../terminal/table.ts';

/** `afo case show`: where a case stands, as its log tells it. */
export const caseShow = (cli: Cli): Command =>
  new Command('show')
    .description('show where a case stands')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .option('--log', 'show every entry of the case log')
    .action(async (named: string, flags: { readonly log?: true }) => {
      const { ports } = await cli.stack();
      const { state } = await CaseBook.open(ports, await findCase(ports.log, named));
      if (flags.log === true) return showLog(cli, ports, state);
      const concern = await concernOf(ports, state.id);
      cli.output.result(
        { ...caseView(state), ...(concern === undefined ? {} : { concern }) },
        linesOf(state, concern),
      );
    });

async function showLog(cli: Cli, ports: Ports, state: CaseState): Promise<void> {
  const entries: Entry[] = [];
  for await (const { entry } of ports.log.read(state.id)) entries.push(entry);
  cli.output.result(
    { entries },
    table(
      entries.map((entry) => [
        String(entry.seq),
        entry.at,
        entry.actor.name,
        entry.type,
        JSON.stringify(entry.body),
      ]),
    ),
  );
}

/** The stable shape of a case in `--json` answers. */
export function caseView(state: CaseState): object {
  const { status, approvals } = walk(caseWorkflow, state);
  return {
    case: state.id,
    status: state.status,
    work: status,
    waitsForApproval: approvals.length > 0,
    entries: state.size,
    opened: state.opened,
    findings: state.findings,
    authorisations: state.authorisations,
    requests: [...state.requests.values()],
    steps: [...state.steps.values()],
    items: [...state.items.values()],
    toolRuns: state.runs,
    containment: state.containment ?? 'not attempted',
    reports: state.reports,
    checkpoints: state.checkpoints.length,
  };
}

function linesOf(state: CaseState, concern: string | undefined): readonly string[] {
  const { status, approvals } = walk(caseWorkflow, state);
  return [
    `case ${state.id}: ${state.status}, work ${status}${approvals.length > 0 ? ', waits for approval' : ''}`,
    ...(concern === undefined ? [] : [`CONCERN  ${concern}`]),
    ...[...state.requests.values()].flatMap((request) => emergencyLines(state, request)),
    `title    ${state.opened.title}`,
    `subject  ${state.opened.subject.kind} ${state.opened.subject.id}`,
    `opened   ${state.opened.at} (${state.opened.reason})`,
    `log      ${state.size} entries, ${state.checkpoints.length} checkpoints, last ${state.lastAt}`,
    '',
    'steps',
    ...table(
      [...state.steps.values()].map((step) => [
        `  ${step.key}`,
        step.status,
        step.cause ?? step.reason ?? '',
      ]),
    ),
    '',
    'evidence',
    ...table(
      [...state.items.values()].map((item) => [
        `  ${item.item}`,
        item.acquired?.kind ?? '',
        bytesOf(item.acquired?.bytes ?? 0),
        item.sealed?.sha256 ?? 'not sealed',
        item.acquired?.title ?? '',
      ]),
    ),
  ];
}

function emergencyLines(state: CaseState, request: RequestState): readonly string[] {
  if (!request.emergency) return [];
  if (request.status === 'pending')
    return [`OWED     begun as an emergency; afo approve ${state.id} by ${request.deadline}`];
  return request.status === 'granted' ? [] : [notApproved(state)];
}
