import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { caseCost, idleCost, parsePrices, replacedSystem, usualCase } from '@afo/cost';
import type { CostLine, PriceTable, Stack } from '@afo/cost';
import { readEnvironment } from '@afo/deployment';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { ROOT, runTool } from '../stack/child.ts';
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
        await textOf(flags.environment),
        flags.environment,
      );
      const prices = await pricesOf(flags.prices, forensic.region);
      const idle = idleCost(await stacksOf(flags.environment), prices);
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

/** The stacks of the environment's file, synthesised anew: what is counted is what would be deployed. */
async function stacksOf(environment: string): Promise<readonly Stack[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afo-cost-'));
  try {
    await runTool('apps/infra-cdk', [], {
      say: 'quiet',
      environment: {
        CDK_OUTDIR: folder,
        CDK_CONTEXT_JSON: JSON.stringify({ environment: resolve(environment) }),
      },
    });
    const files = (await readdir(folder)).filter((name) => name.endsWith('.template.json'));
    return await Promise.all(
      files.sort().map(async (name) => ({
        name: name.slice(0, -'.template.json'.length),
        template: JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown,
      })),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pricesOf(given: string | undefined, region: string): Promise<PriceTable> {
  const file = given ?? join(ROOT, `deployment/prices/${region}.json`);
  try {
    return parsePrices(JSON.parse(await textOf(file)));
  } catch (error) {
    if (given !== undefined || !(error instanceof CliError)) throw error;
    throw new CliError(
      'cli.no-such-file',
      `there is no table of prices for ${region}; name one with --prices (those in deployment/prices show its form, and another region's gives an idea)`,
      { cause: error },
    );
  }
}

const textOf = async (file: string): Promise<string> =>
  new TextDecoder().decode(await readInput(file));

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
