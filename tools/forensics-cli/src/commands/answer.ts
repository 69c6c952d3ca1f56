import { approve, refuse } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';

interface AnswerFlags {
  readonly as?: string;
  readonly reason: string;
  readonly ticket?: string;
}

const answering = (name: string, about: string): Command =>
  new Command(name)
    .description(about)
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .requiredOption('--reason <text>', 'why; it is entered in the case log')
    .option('--as <name>', 'who answers; default: the user of this terminal')
    .option('--ticket <id>', 'a ticket or order that this rests on');

/** `afo approve`: one person's yes to the plan of a case. */
export const approveCommand = (cli: Cli): Command =>
  answering('approve', 'say yes to the plan that a case waits with').action(
    async (named: string, flags: AnswerFlags) => {
      const { ports } = await cli.stack();
      const caseId = await findCase(ports.log, named);
      const reference = flags.ticket === undefined ? {} : { reference: flags.ticket };
      const status = await approve(ports, {
        caseId,
        actor: cli.person(flags.as),
        reason: flags.reason,
        ...reference,
      });
      cli.output.result({ case: caseId, status }, [
        status === 'granted'
          ? `approved; case ${caseId} goes on`
          : `noted; case ${caseId} needs another person's yes`,
      ]);
    },
  );

/** `afo refuse`: a no; the case goes to its report and does nothing else. */
export const refuseCommand = (cli: Cli): Command =>
  answering('refuse', 'say no to the plan that a case waits with').action(
    async (named: string, flags: AnswerFlags) => {
      const { ports } = await cli.stack();
      const caseId = await findCase(ports.log, named);
      await refuse(ports, { caseId, actor: cli.person(flags.as), reason: flags.reason });
      cli.output.result({ case: caseId, status: 'refused' }, [
        `refused; case ${caseId} gets its report and does nothing else`,
      ]);
    },
  );
