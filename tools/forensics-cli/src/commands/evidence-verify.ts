import { evidenceIdSchema } from '@afo/domain';
import type { EvidenceId } from '@afo/domain';
import { verifyItems } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { findCase } from '../stack/find-case.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { bytesOf, table } from '../terminal/table.ts';

/** `afo evidence verify`: reads items again from the vault and compares everything with what was sealed. */
export const evidenceVerify = (cli: Cli): Command =>
  new Command('verify')
    .description('read evidence again from the vault and compare it with what was sealed')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .argument('[items...]', 'which items, e.g. E-0001; default: all')
    .option('--as <name>', 'who asks; default: the user of this terminal')
    .action(async (named: string, items: readonly string[], flags: { readonly as?: string }) => {
      const { ports } = await cli.stack();
      const results = await verifyItems(ports, {
        caseId: await findCase(ports.log, named),
        ...(items.length === 0 ? {} : { items: items.map(evidenceItem) }),
        actor: cli.person(flags.as),
        signal: new AbortController().signal,
        progress: (item, { done, total }) => {
          cli.output.live(`  ${item} ${bytesOf(done)} of ${bytesOf(total ?? done)}`);
        },
      });
      const rows = results.map(({ item, result, bytes, sha256, detail }) => [
        item,
        result,
        bytesOf(bytes),
        sha256 ?? '',
        detail ?? '',
      ]);
      cli.output.result(
        { verified: results },
        results.length === 0 ? ['no evidence'] : table(rows),
      );
      process.exitCode = results.every(({ result }) => result === 'match')
        ? ExitCode.done
        : ExitCode.failed;
    });

/** An item as it is named on the command line. @throws CliError `cli.usage` */
export function evidenceItem(text: string): EvidenceId {
  const item = evidenceIdSchema.safeParse(text);
  if (!item.success)
    throw new CliError('cli.usage', `${text} is no evidence item; they look like E-0001`);
  return item.data;
}
