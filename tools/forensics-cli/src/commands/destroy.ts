import { idleCost } from '@afo/cost';
import type { Stack } from '@afo/cost';
import { deployedNames, readEnvironment } from '@afo/deployment';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError, toldBy } from '../errors.ts';
import { openMatters } from '../stack/open-matters.ts';
import type { OpenMatters } from '../stack/open-matters.ts';
import { pricesOf } from '../stack/prices.ts';
import { readInput } from '../stack/read-input.ts';
import { remainingOf } from '../stack/remaining.ts';
import type { Remaining } from '../stack/remaining.ts';

interface DestroyFlags {
  readonly environment: string;
  readonly prices?: string;
  readonly evenWithOpenCases?: true;
  readonly yes?: true;
}

/** `afo destroy`: takes a deployment away but for evidence, its keys and its log; asks the case log first. */
export const destroyCommand = (cli: Cli): Command =>
  new Command('destroy')
    .description('take a deployment away; evidence, its keys and its log stay')
    .requiredOption('--environment <file>', 'the environment file, deployment/environments/….json')
    .option('--prices <file>', 'a table of prices; deployment/prices/<region>.json unless given')
    .option('--even-with-open-cases', 'although cases are open, or evidence is under a legal hold')
    .option('--yes', 'do it; without this it is only said what would be done')
    .action(async (flags: DestroyFlags) => {
      const matters = await mattersOf(cli, flags.environment);
      refuse(matters, flags);
      const remaining = remainingOf(await cli.infrastructure.stacks(flags.environment));
      const monthly = await monthlyOf(remaining.stays, flags);
      const stacks = remaining.goes.map(({ name }) => name);
      if (flags.yes === true) {
        cli.output.note(wordsOf(remaining, monthly).join('\n'));
        await cli.infrastructure.destroy(flags.environment, stacks);
      }
      cli.output.result(
        {
          destroyed: flags.yes === true,
          ...matters,
          goes: stacks,
          stays: remaining.stays.map(({ name }) => name),
          leftBehind: remaining.leftBehind,
          monthly,
        },
        flags.yes === true
          ? [`taken away: ${stacks.join(', ')}`]
          : [...wordsOf(remaining, monthly), 'nothing was done; --yes does it'],
      );
    });

/** @throws CliError `cli.usage` unless the case log that is looked at is the one of this environment */
async function mattersOf(cli: Cli, file: string): Promise<OpenMatters> {
  const environment = readEnvironment(new TextDecoder().decode(await readInput(file)), file);
  const { entriesTable } = deployedNames(environment);
  const { cloud, ports } = await cli.stack();
  if (cloud?.entriesTable !== entriesTable)
    throw new CliError(
      'cli.usage',
      `whether cases are open is asked from their log, ${entriesTable}; this command line works on ${cloud?.entriesTable ?? 'a workstation'}: set AFO_STACK=aws and the settings of that deployment (docs/guides/deploy.md)`,
    );
  return openMatters(ports);
}

function refuse({ held, open }: OpenMatters, { evenWithOpenCases }: DestroyFlags): void {
  if (evenWithOpenCases === true || open.length + held.length === 0) return;
  throw new CliError(
    'cli.cases-open',
    [
      ...(open.length === 0 ? [] : [`open: ${open.join(', ')}`]),
      ...(held.length === 0 ? [] : [`under a legal hold: ${held.join(', ')}`]),
      'a contained host can be given back by the deployment that contained it alone; --even-with-open-cases goes on all the same',
    ].join('; '),
  );
}

/** What is known of the cost; that it is not known is no reason to keep a deployment. */
async function monthlyOf(
  stays: readonly Stack[],
  { environment, prices }: DestroyFlags,
): Promise<{ readonly usd: number } | { readonly unknown: string }> {
  const text = new TextDecoder().decode(await readInput(environment));
  const { forensic } = readEnvironment(text, environment);
  try {
    return { usd: idleCost(stays, await pricesOf(prices, forensic.region)).usd };
  } catch (error) {
    const told = toldBy(error);
    if (told === undefined) throw error;
    return { unknown: told.message };
  }
}

const wordsOf = (
  { goes, leftBehind, stays }: Remaining,
  monthly: Awaited<ReturnType<typeof monthlyOf>>,
): readonly string[] => [
  'goes:',
  ...goes.map(({ name }) => `  ${name}`),
  'stays, with all that is in it:',
  ...stays.map(({ name }) => `  ${name}`),
  ...(leftBehind.length === 0 ? [] : ['left behind by what goes:']),
  ...leftBehind.map((what) => `  ${what}`),
  'usd' in monthly
    ? `what stays costs $${monthly.usd.toFixed(2)} a month, and by the GiB what is stored in it`
    : `what stays costs: not known, ${monthly.unknown}`,
];
