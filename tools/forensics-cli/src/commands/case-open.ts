import type { CaseId, Subject } from '@afo/domain';
import { openCase, orderedFinding } from '@afo/pipeline';
import type { OpenCase, OrderedFinding } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { exitCodeOf, limitsOf, remarksOn, shortfallsOf } from '../stack/outcome.ts';
import { readInput } from '../stack/read-input.ts';
import { sourcesOf } from '../stack/sources.ts';
import type { SourceFlags } from '../stack/sources.ts';
import { watchCase } from '../stack/watch-case.ts';
import { whileUp } from '../stack/while-up.ts';
import { caseView } from './case-show.ts';

interface OpenFlags extends SourceFlags {
  readonly finding?: string;
  readonly resource?: string;
  readonly host?: string;
  readonly title?: string;
  readonly authorisedBy: string;
  readonly reason: string;
  readonly ticket?: string;
  readonly retentionDays: string;
  readonly wait?: true;
}

/** `afo case open`: opens a case about images that are here, under the authority of whoever is named. */
export const caseOpen = (cli: Cli): Command =>
  new Command('open')
    .description('open a case about disk images, memory images and logs')
    .option('--disk <file...>', 'raw, split raw (first part), qcow2, E01, block device; repeatable')
    .option('--memory <file...>', 'LiME, AVML, raw or ELF core; repeatable')
    .option('--log <file...>', 'any log file; repeatable')
    .option('--finding <file>', 'the finding that it is about; - for standard input')
    .option('--resource <id>', 'which subject of the finding is meant')
    .option('--host <name>', 'name of the host, where no finding names the subject')
    .option('--title <text>', 'title of the case')
    .requiredOption('--authorised-by <name>', 'under whose authority')
    .requiredOption('--reason <text>', 'why; it is entered in the case log')
    .option('--ticket <id>', 'a ticket or order that this rests on')
    .option('--retention-days <n>', 'keep the evidence at least so long', '365')
    .option('--wait', 'follow the work to its end')
    .action(async (flags: OpenFlags) => {
      const { ports } = await cli.stack();
      const caseId = await openCase(ports, await requestOf(cli, flags));
      await ports.starter?.start(caseId);
      if (flags.wait === true) await waitFor(cli, caseId);
      else
        cli.output.result({ case: caseId }, [
          caseId,
          ...((await cli.processes.running())
            ? []
            : ['the local stack is not up; afo up begins the work']),
        ]);
    });

async function waitFor(cli: Cli, caseId: CaseId): Promise<void> {
  cli.output.note(`case ${caseId}`);
  const state = await whileUp(cli, () => watchCase(cli, caseId));
  cli.output.result(
    { ...caseView(state), shortfalls: shortfallsOf(state), limits: limitsOf(state) },
    [caseId, ...remarksOn(state)],
  );
  process.exitCode = exitCodeOf(state);
}

async function requestOf(cli: Cli, flags: OpenFlags): Promise<OpenCase> {
  const sources = await sourcesOf(flags);
  const ordered = flags.finding === undefined ? undefined : await findingOf(flags.finding, flags);
  if (sources.length === 0 && ordered === undefined)
    throw new CliError('cli.usage', 'name at least one --disk, --memory, --log or --finding');
  const subject = ordered?.subject ?? hostOf(flags, sources[0]?.title ?? 'host');
  const approver = cli.person(flags.authorisedBy);
  return {
    title: flags.title ?? ordered?.title ?? `Images of ${subject.id}`,
    subject,
    origin: 'command',
    reason: flags.reason,
    sources,
    openedBy: cli.person(),
    grantedBy: {
      kind: 'command',
      approver,
      reason: flags.reason,
      ...(flags.ticket === undefined ? {} : { reference: flags.ticket }),
    },
    retentionDays: daysOf(flags.retentionDays),
    ...(ordered === undefined ? {} : { finding: ordered.attached }),
  };
}

async function findingOf(file: string, flags: OpenFlags): Promise<OrderedFinding> {
  const resource = flags.resource === undefined ? {} : { resource: flags.resource };
  return orderedFinding(await readInput(file), { reason: flags.reason, ...resource });
}

/** Images without a name: each opening is a case of its own, even of the same file. */
function hostOf(flags: OpenFlags, file: string): Subject {
  return { kind: 'host', id: flags.host ?? `${file} (${new Date().toISOString()})`.slice(-256) };
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 36_500)
    throw new CliError('cli.usage', '--retention-days takes a whole number from 1 to 36500');
  return days;
}
