import { containHost } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';
import { ExitCode } from '../terminal/exit-code.ts';

interface ContainFlags {
  readonly as?: string;
  readonly reason: string;
  readonly ticket?: string;
}

/** `afo contain`: isolates the host of a case now, under an order of its own, and looks for the proof. */
export const containCommand = (cli: Cli): Command =>
  new Command('contain')
    .description('isolate the host of a case now, whatever its plan says, and prove it')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .requiredOption('--reason <text>', 'why; it is entered in the case log')
    .option('--as <name>', 'who orders it; default: the user of this terminal')
    .option('--ticket <id>', 'a ticket or order that this rests on')
    .action(async (named: string, flags: ContainFlags) => {
      const { ports } = await cli.stack();
      const caseId = await findCase(ports.log, named);
      const { changes, proof } = await containHost(ports, {
        caseId,
        actor: cli.person(flags.as),
        reason: flags.reason,
        ...(flags.ticket === undefined ? {} : { reference: flags.ticket }),
      });
      cli.output.result({ case: caseId, changes, proof }, [
        `all ${String(changes)} change(s) that isolate the host are in effect`,
        proof.proven
          ? `isolated: proven by ${proof.method}`
          : `NOT proven: ${proof.reason}; take the host as not isolated, and give the order again to look again`,
      ]);
      if (!proof.proven) process.exitCode = ExitCode.partial;
    });
