import type { Decision } from '@afo/domain';
import { ingest } from '@afo/pipeline';
import type { IngestResult } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { readInput } from '../stack/read-input.ts';
import { ExitCode } from '../terminal/exit-code.ts';

interface IngestFlags {
  readonly dryRun?: true;
  readonly playbook?: string;
  readonly allowSamples?: true;
}

/** `afo ingest`: gives a file of findings to the front door, or says what would be done with it. */
export const ingestCommand = (cli: Cli): Command =>
  new Command('ingest')
    .description('take findings (ASFF, GuardDuty, OCSF, webhook) from a file or standard input')
    .argument('<file>', 'JSON, JSON Lines or an event; - for standard input')
    .option('--dry-run', 'decide, and change nothing')
    .option('--playbook <file>', 'decide by this playbook instead of the configured one')
    .option('--allow-samples', 'take sample findings too, for a drill')
    .action(async (file: string, flags: IngestFlags) => {
      const bytes = await readInput(file);
      const dryRun = flags.dryRun === true;
      const { ports } = await (dryRun ? cli.look() : cli.stack());
      const playbook = await cli.playbook(flags.playbook);
      const result = await ingest(ports, bytes, {
        playbook,
        dryRun,
        allowSamples: flags.allowSamples === true,
      });
      cli.output.result(answerOf(result, dryRun), linesOf(result, dryRun));
      process.exitCode = result.rejected.length > 0 ? ExitCode.partial : ExitCode.done;
    });

/** A dry run answers with the decisions alone: nothing was opened, nothing kept. */
const answerOf = ({ decisions, cases, rejected }: IngestResult, dryRun: boolean): object =>
  dryRun ? { decisions } : { decisions, cases, rejected };

function linesOf({ decisions, cases, rejected }: IngestResult, dryRun: boolean): readonly string[] {
  return [
    ...(decisions.length === 0 ? ['no finding in it'] : decisions.map(lineOf)),
    ...cases.map(({ case: id, outcome }) => `case ${id} ${outcome}`),
    ...(dryRun
      ? ['nothing was changed']
      : rejected.map(({ id, reason }) => `kept for replay as ${id ?? '?'}: ${reason}`)),
  ];
}

function lineOf({ outcome, reason, subject, isolate }: Decision): string {
  const about = subject === undefined ? '' : ` ${subject.kind} ${subject.id}`;
  return `${outcome}${about}${isolate ? ' (isolate)' : ''}: ${reason}`;
}
