import { Command, CommanderError } from 'commander';
import type { Cli } from './cli.ts';
import { approveCommand, refuseCommand } from './commands/answer.ts';
import { costCommand } from './commands/cost.ts';
import { caseOpen } from './commands/case-open.ts';
import { caseList } from './commands/case-list.ts';
import { caseClose, caseNote, caseReopen } from './commands/case-remarks.ts';
import { caseShow } from './commands/case-show.ts';
import { caseTimeline } from './commands/case-timeline.ts';
import { caseWatch } from './commands/case-watch.ts';
import { containCommand } from './commands/contain.ts';
import { demoCommand } from './commands/demo.ts';
import { destroyCommand } from './commands/destroy.ts';
import { doctorCommand } from './commands/doctor.ts';
import { ingestCommand } from './commands/ingest.ts';
import { releaseCommand } from './commands/release.ts';
import { replayCommand } from './commands/replay.ts';
import { planCommand } from './commands/plan.ts';
import { benchCommand, downCommand, upCommand } from './commands/processes.ts';
import { evidenceExport } from './commands/evidence-export.ts';
import { evidenceList } from './commands/evidence-list.ts';
import { evidenceVerify } from './commands/evidence-verify.ts';
import { exportCommand } from './commands/export.ts';
import { statusCommand } from './commands/status.ts';
import { verifyCommand } from './commands/verify.ts';
import { toldBy } from './errors.ts';
import { ExitCode } from './terminal/exit-code.ts';

/** The command line as commander sees it; `--json` is understood everywhere. */
export function program(cli: Cli): Command {
  const afo = new Command('afo').description(
    'Automated Forensics Orchestrator: from a finding to a report that a stranger can verify',
  );
  afo.addCommand(caseCommand(cli));
  for (const command of [
    demoCommand,
    verifyCommand,
    exportCommand,
    evidenceCommand,
    ingestCommand,
    replayCommand,
    planCommand,
    approveCommand,
    refuseCommand,
    containCommand,
    releaseCommand,
    upCommand,
    downCommand,
    statusCommand,
    doctorCommand,
    costCommand,
    destroyCommand,
    benchCommand,
  ])
    afo.addCommand(command(cli));
  for (const command of everyCommand(afo)) equip(command, cli);
  return afo;
}

/** What every command has in common. */
function equip(command: Command, { output }: Cli): void {
  command
    .option('--json', 'one JSON document on standard output')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        output.page(text, 'out');
      },
      writeErr: (text) => {
        output.page(text, 'err');
      },
    });
}

function caseCommand(cli: Cli): Command {
  const command = new Command('case').description(
    'cases: open, list, show, timeline, watch, note, close, reopen',
  );
  for (const sub of [
    caseOpen,
    caseList,
    caseShow,
    caseTimeline,
    caseWatch,
    caseNote,
    caseClose,
    caseReopen,
  ])
    command.addCommand(sub(cli));
  return command;
}

function evidenceCommand(cli: Cli): Command {
  const command = new Command('evidence').description('evidence: list, verify, export');
  for (const sub of [evidenceList, evidenceVerify, evidenceExport]) command.addCommand(sub(cli));
  return command;
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Runs the command line; the exit status is in `process.exitCode`. Errors are told, with their code, never thrown. */
export async function runProgram(cli: Cli, argv: readonly string[]): Promise<void> {
  try {
    await program(cli).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    process.exitCode = tell(cli, error);
  }
}

function tell(cli: Cli, error: unknown): ExitCode {
  // Commander has told its own errors and help already; 0 is `--help`.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  const told = toldBy(error);
  if (told === undefined) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    cli.output.page(`afo: unexpected: ${detail}\n`, 'err');
    return ExitCode.failed;
  }
  if (cli.output.json) cli.output.result({ error: told }, []);
  cli.output.note(`afo: ${told.message} (${told.code})`);
  return USAGE.test(told.code) ? ExitCode.usage : ExitCode.failed;
}

/** What whoever typed the command can mend: flags, files, configuration. */
const USAGE = /^(?:cli|runtime|playbook|finding)\./;
