import { addNote, closeCase, reopenCase } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';

/** `afo case note`: a person's remark in the case log. */
export const caseNote = (cli: Cli): Command =>
  new Command('note')
    .description('add a note to the case log')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .argument('<text>', 'the note')
    .option('--as <name>', 'whose note it is; default: the user of this terminal')
    .action(async (named: string, text: string, flags: { readonly as?: string }) => {
      const { ports } = await cli.stack();
      const caseId = await findCase(ports.log, named);
      await addNote(ports, { caseId, actor: cli.person(flags.as), text });
      cli.output.result({ case: caseId, status: 'noted' }, [`noted in case ${caseId}`]);
    });

interface CloseFlags {
  readonly reason: string;
  readonly as?: string;
  readonly force?: true;
}

/** `afo case close`: ends the case and signs its last checkpoint. */
export const caseClose = (cli: Cli): Command =>
  new Command('close')
    .description('close a case; its evidence stays as long as retention and legal hold say')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .requiredOption('--reason <text>', 'why; it is entered in the case log')
    .option('--as <name>', 'who closes it; default: the user of this terminal')
    .option('--force', 'close although the work has not come to its end')
    .action(async (named: string, flags: CloseFlags) => {
      const { ports } = await cli.stack();
      const caseId = await findCase(ports.log, named);
      await closeCase(ports, {
        caseId,
        actor: cli.person(flags.as),
        reason: flags.reason,
        force: flags.force === true,
      });
      cli.output.result({ case: caseId, status: 'closed' }, [`closed case ${caseId}`]);
    });

/** `afo case reopen`: takes a closed case up again. */
export const caseReopen = (cli: Cli): Command =>
  new Command('reopen')
    .description('take a closed case up again')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .requiredOption('--reason <text>', 'why; it is entered in the case log')
    .option('--as <name>', 'who opens it; default: the user of this terminal')
    .action(async (named: string, flags: CloseFlags) => {
      const { ports } = await cli.stack();
      const caseId = await findCase(ports.log, named);
      await reopenCase(ports, { caseId, actor: cli.person(flags.as), reason: flags.reason });
      cli.output.result({ case: caseId, status: 'open' }, [`case ${caseId} is open again`]);
    });
