import { caseCost, idleCost, replacedSystem, usualCase } from '@afo/cost';
import type { CostLine } from '@afo/cost';
import { readEnvironment } from '@afo/deployment';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { pricesOf } from '../stack/prices.ts';
import { readInput } from '../stack/read-input.ts';
import { table } from '../terminal/table.ts';

interface CostFlags {
  readonly environment: string;
  readonly prices?: string;
  readonly diskGib: string;
  readonly hostHours: string;
  readonly months: string;
}

/** `afo cost`: what a deployment costs a month while it waits, and what a case costs, from its templates. */
export const costCommand = (cli: Cli): Command =>
  new Command('cost')
    .description('compute what a deployment costs: idle, from its templates, and for a case')
    .requiredOption('--environment <file>', 'the environment file, deployment/environments/….json')
    .option('--prices <file>', 'a table of prices; deployment/prices/<region>.json unless given')
    .option('--disk-gib <n>', 'of a case: GiB written on its volumes', String(usualCase.diskGiB))
    .option('--host-hours <n>', 'of a case: hours of work', String(usualCase.hostHours))
    .option('--months <n>', 'of a case: months for which it is kept', String(usualCase.months))
    .action(async (flags: CostFlags) => {
      const { forensic, forensicHosts } = readEnvironment(
        new TextDecoder().decode(await readInput(flags.environment)),
        flags.environment,
      );
      const prices = await pricesOf(flags.prices, forensic.region);
      const idle = idleCost(await cli.infrastructure.stacks(flags.environment), prices);
      const each = caseCost(
        {
          ...usualCase,
          diskGiB: numberOf(flags.diskGib, '--disk-gib'),
          hostHours: numberOf(flags.hostHours, '--host-hours'),
          months: numberOf(flags.months, '--months'),
          hostType: forensicHosts.instanceTypes[0] ?? usualCase.hostType,
          scratchGiB: forensicHosts.diskGiB,
        },
        prices,
      );
      const replaced = replacedSystem(prices);
      const { region, asOf, note } = prices;
      cli.output.result({ region, asOf, note, idle, case: each, replaced }, [
        `list prices of ${region} as of ${asOf}; free tiers and discounts not taken off`,
        '',
        'idle, a month',
        ...positions(idle),
        '',
        'a case',
        ...positions(each),
        '',
        'the system that this one replaces, a month with a host that works half of the time',
        ...positions(replaced),
        `of that without its host: ${usd(replaced.idleUsd)}`,
        '',
        note,
      ]);
    });

const positions = ({
  lines,
  usd: sum,
}: {
  readonly lines: readonly CostLine[];
  readonly usd: number;
}): readonly string[] =>
  table([
    ...lines.map((line) => [`  ${usd(line.usd).padStart(9)}`, line.what]),
    [`  ${usd(sum).padStart(9)}`, 'in all'],
  ]);

const usd = (value: number): string => `$${value.toFixed(2)}`;

function numberOf(text: string, flag: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new CliError('cli.usage', `${flag} takes a number`);
}
