import { subjectKinds } from '@afo/domain';
import type { Subject } from '@afo/domain';
import type { CaseFilter, CaseSummary } from '@afo/ports';
import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { table } from '../terminal/table.ts';

interface ListFlags {
  readonly status?: 'open' | 'closed';
  readonly account?: string;
  readonly region?: string;
  readonly resource?: string;
  readonly kind?: Subject['kind'];
  readonly limit: string;
}

/** `afo case list`: the cases of this stack, newest first. */
export const caseList = (cli: Cli): Command =>
  new Command('list')
    .description('list cases, newest first')
    .addOption(new Option('--status <status>').choices(['open', 'closed']))
    .addOption(new Option('--kind <kind>', 'kind of subject').choices(subjectKinds))
    .option('--account <id>', 'account of the subject')
    .option('--region <name>', 'region of the subject')
    .option('--resource <id>', 'instance id, cluster name, host, user or role')
    .option('--limit <n>', 'most rows', '100')
    .action(async ({ limit, ...filter }: ListFlags) => {
      const { ports } = await cli.stack();
      const cases = await ports.log.list({
        ...(filter satisfies CaseFilter),
        limit: Number(limit),
      });
      cli.output.result(
        { cases },
        cases.length === 0
          ? ['no case']
          : table([['CASE', 'STATUS', 'OPENED', 'SUBJECT', 'TITLE'], ...cases.map(rowOf)]),
      );
    });

const rowOf = ({ id, status, openedAt, subject, title }: CaseSummary): readonly string[] => [
  id,
  status,
  openedAt,
  `${subject.kind} ${subject.id}`,
  title,
];
