import type { CaseId } from '@afo/domain';
import { openCase } from '@afo/pipeline';
import type { OpenCase } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { SubjectClaimedError } from '@afo/ports';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { openingOf } from '../stack/opening.ts';
import type { OpeningFlags } from '../stack/opening.ts';
import { exitCodeOf, limitsOf, remarksOn, shortfallsOf } from '../stack/outcome.ts';
import { watchCase } from '../stack/watch-case.ts';
import { whileUp } from '../stack/while-up.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { caseView } from './case-show.ts';

interface OpenFlags extends OpeningFlags {
  readonly wait?: true;
}

/** `afo case open`: opens a case about images or about an instance, under the authority of whoever is named. */
export const caseOpen = (cli: Cli): Command =>
  new Command('open')
    .description('open a case about images, logs, or an EC2 instance')
    .option('--disk <file...>', 'raw, split raw (first part), qcow2, E01, block device; repeatable')
    .option('--memory <file...>', 'LiME, AVML, raw or ELF core; repeatable')
    .option('--log <file...>', 'any log file; repeatable')
    .option('--ebs <name...>', 'EBS snapshot or volume: id, ARN or ebs: uri; repeatable; in AWS')
    .option('--since <case/item...>', 'for each --ebs: read what changed since this item only')
    .option('--finding <file>', 'the finding that it is about; - for standard input')
    .option('--resource <id>', 'which subject of the finding is meant')
    .option('--instance <name>', 'the EC2 instance that it is about: ARN, or account/region/i-…')
    .option('--isolate', 'order that the instance is isolated, once the plan is approved')
    .option('--emergency', 'begin at once; the approval of another person is owed')
    .option('--answer-within <hours>', 'how long it is owed, with --emergency', '4')
    .option('--host <name>', 'name of the host, where nothing else names the subject')
    .option('--title <text>', 'title of the case')
    .requiredOption('--authorised-by <name>', 'under whose authority')
    .requiredOption('--reason <text>', 'why; it is entered in the case log')
    .option('--ticket <id>', 'a ticket or order that this rests on')
    .option('--retention-days <n>', 'keep the evidence at least so long', '365')
    .option('--wait', 'follow the work to its end')
    .action(async (flags: OpenFlags) => {
      const stack = await cli.stack();
      const caseId = await opened(cli, stack.ports, await openingOf(cli, stack, flags));
      await begin(cli, stack.ports, caseId);
      if (flags.wait === true) await waitFor(cli, caseId);
      else cli.output.result({ case: caseId }, [caseId]);
    });

async function opened(cli: Cli, ports: Ports, request: OpenCase): Promise<CaseId> {
  if (request.isolate === true && ports.stack === 'local')
    cli.output.note('nothing isolates a host from a workstation; plan and report will say so');
  try {
    return await openCase(ports, request);
  } catch (error) {
    if (error instanceof SubjectClaimedError && request.isolate === true)
      cli.output.note(`afo contain ${error.caseId} isolates its host`);
    throw error;
  }
}

/** Begins the work, or says why it does not begin: a case that is open and stands still looks like one that is worked on. */
async function begin(cli: Cli, { stack, starter }: Ports, caseId: CaseId): Promise<void> {
  if (starter !== undefined) {
    await starter.start(caseId).catch((error: unknown) => {
      cli.output.note(`case ${caseId} is open, but its work could not be begun`);
      throw error;
    });
  } else if (stack === 'aws') {
    cli.output.note('nothing begins the work: AFO_STATE_MACHINE_ARN does not name the workflow');
    process.exitCode = ExitCode.partial;
  } else if (!(await cli.processes.running()))
    cli.output.note('the local stack is not up; afo up begins the work');
}

async function waitFor(cli: Cli, caseId: CaseId): Promise<void> {
  cli.output.note(`case ${caseId}`);
  const state = await whileUp(cli, () => watchCase(cli, caseId));
  cli.output.result(
    { ...caseView(state), shortfalls: shortfallsOf(state), limits: limitsOf(state) },
    [caseId, ...remarksOn(state)],
  );
  process.exitCode = exitCodeOf(state);
}
