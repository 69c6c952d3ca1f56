import { replayRejected } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { table } from '../terminal/table.ts';

interface ReplayFlags {
  readonly dryRun?: true;
  readonly list?: true;
  readonly playbook?: string;
}

/** `afo replay`: gives rejected events to the front door again. */
export const replayCommand = (cli: Cli): Command =>
  new Command('replay')
    .description('give events that were rejected to the front door again')
    .argument('[id...]', 'which rejections; default: all that wait')
    .option('--list', 'only list what waits')
    .option('--dry-run', 'decide, and change nothing')
    .option('--playbook <file>', 'decide by this playbook instead of the configured one')
    .action(async (ids: readonly string[], flags: ReplayFlags) => {
      if (flags.list === true) await listWaiting(cli);
      else await replayAll(cli, ids, flags);
    });

async function listWaiting(cli: Cli): Promise<void> {
  const { ports } = await cli.stack();
  const waiting = await ports.rejected.list();
  cli.output.result(
    { waiting },
    waiting.length === 0
      ? ['nothing waits']
      : table(waiting.map(({ id, at, code, reason }) => [id, at, code, reason])),
  );
}

async function replayAll(cli: Cli, ids: readonly string[], flags: ReplayFlags): Promise<void> {
  const { ports } = await cli.stack();
  const playbook = await cli.playbook(flags.playbook);
  const replayed = await replayRejected(ports, {
    playbook,
    dryRun: flags.dryRun === true,
    ...(ids.length === 0 ? {} : { ids }),
  });
  cli.output.result(
    { replayed },
    replayed.length === 0
      ? ['nothing waits']
      : table(replayed.map(({ id, outcome, reason }) => [id, outcome, reason])),
  );
  process.exitCode = replayed.every(({ outcome }) => outcome === 'taken')
    ? ExitCode.done
    : ExitCode.partial;
}
