import { z } from 'zod';
import { CostError } from './errors.ts';

const priceSchema = z.strictObject({
  usd: z.number().min(0),
  /** For what: `hour`, `GB-month`, `1,000 requests`. */
  per: z.string().min(1),
  /** The public page that has the figure. */
  source: z.url(),
});

const priceTableSchema = z.strictObject({
  region: z.string().min(1),
  /** Month in which the figures were gathered. */
  asOf: z.string().regex(/^\d{4}-\d{2}$/, 'a month: YYYY-MM'),
  /** How they were gathered, and what that is worth. */
  note: z.string().min(1),
  prices: z.record(z.string(), priceSchema),
});
export type PriceTable = z.infer<typeof priceTableSchema>;
export type Price = z.infer<typeof priceSchema>;

/**
 * A table of list prices of one region, from its JSON.
 * @throws CostError `cost.invalid-prices` with every fault
 */
export function parsePrices(json: unknown): PriceTable {
  const parsed = priceTableSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new CostError('cost.invalid-prices', `the price table: ${z.prettifyError(parsed.error)}`);
}

/**
 * The price of a thing, e.g. `endpoint/hour`, `cache-node/cache.t4g.micro/valkey`.
 * @throws CostError `cost.no-price`: a thing without a price is never free
 */
export function priceOf(table: PriceTable, key: string): number {
  const price = Object.hasOwn(table.prices, key) ? table.prices[key] : undefined;
  if (price !== undefined) return price.usd;
  throw new CostError(
    'cost.no-price',
    `the price table of ${table.region} (${table.asOf}) has no price ${key}; add it with its source`,
  );
}
