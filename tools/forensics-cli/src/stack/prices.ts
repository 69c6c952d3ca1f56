import { join } from 'node:path';
import { parsePrices } from '@afo/cost';
import type { PriceTable } from '@afo/cost';
import { CliError } from '../errors.ts';
import { ROOT } from './child.ts';
import { readInput } from './read-input.ts';

/** The table of prices that was named, or that of the region. @throws CliError `cli.no-such-file`; CostError */
export async function pricesOf(given: string | undefined, region: string): Promise<PriceTable> {
  const file = given ?? join(ROOT, `deployment/prices/${region}.json`);
  try {
    return parsePrices(JSON.parse(new TextDecoder().decode(await readInput(file))));
  } catch (error) {
    if (given !== undefined || !(error instanceof CliError)) throw error;
    throw new CliError(
      'cli.no-such-file',
      `there is no table of prices for ${region}; name one with --prices (those in deployment/prices show the form, and give an idea)`,
      { cause: error },
    );
  }
}
