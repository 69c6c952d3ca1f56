import type { CaseId } from '@afo/domain';
import { caseIdSchema } from '@afo/domain';
import type { CaseLog } from '@afo/ports';
import { CliError } from '../errors.ts';

/**
 * The case that a person means: a whole id, `last`, or the beginning or end of an id that only one case has.
 * @throws CliError `cli.no-such-case`, `cli.ambiguous-case`
 */
export async function findCase(log: CaseLog, named: string): Promise<CaseId> {
  const whole = caseIdSchema.safeParse(named);
  if (whole.success) return whole.data;
  const cases = await log.list({ limit: 10_000 });
  if (named === 'last') {
    const [newest] = cases;
    if (newest === undefined)
      throw new CliError('cli.no-such-case', 'there is no case yet; afo case open makes one');
    return newest.id;
  }
  const fitting = cases.filter(
    ({ id }) => named.length >= 4 && (id.startsWith(named) || id.endsWith(named)),
  );
  const [only, another] = fitting;
  if (only === undefined)
    throw new CliError('cli.no-such-case', `no case ${named}; afo case list shows them`);
  if (another !== undefined)
    throw new CliError(
      'cli.ambiguous-case',
      `${named} fits ${fitting.length} cases; give more of the id`,
    );
  return only.id;
}
