import { releaseHost } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';

interface ReleaseFlags {
  readonly as?: string;
  readonly reason: string;
  readonly ticket?: string;
}

/** `afo release`: gives the host of a case back, under an order of its own. */
export const releaseCommand = (cli: Cli): Command =>
  new Command('release')
    .description('put back everything that a case has changed of its host')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .requiredOption('--reason <text>', 'why; it is entered in the case log')
    .option('--as <name>', 'who orders it; default: the user of this terminal')
    .option('--ticket <id>', 'a ticket or order that this rests on')
    .action(async (named: string, flags: ReleaseFlags) => {
      const { ports } = await cli.stack();
      const caseId = await findCase(ports.log, named);
      const settings = await releaseHost(ports, {
        caseId,
        actor: cli.person(flags.as),
        reason: flags.reason,
        ...(flags.ticket === undefined ? {} : { reference: flags.ticket }),
      });
      cli.output.result({ case: caseId, settings }, [
        `released: ${String(settings)} setting(s) are as they were before case ${caseId}`,
      ]);
    });
