import { HOURS_A_MONTH, totalOf } from './cost-line.ts';
import type { CostLine } from './cost-line.ts';
import { priceOf } from './prices.ts';
import type { PriceTable } from './prices.ts';

/** README of `automated-forensic-orchestrator-for-amazon-ec2`, revision of April 2026: its own sum, for N. Virginia. */
const STATED = { usd: 235, source: 'its README, section Cost' };
/** Its README: one m5.2xlarge for half of the time, with the volume. It works on cases; the rest stands idle too. */
const STATED_HOST = 142;
/** Its default network (`cdk.json`, `aws-baseinfra-stack.ts`): 11 interface endpoints and a NAT gateway in 2 zones. */
const ENDPOINTS = 11;
const ZONES = 2;

/**
 * What the system that this one replaces costs a month by its own words, and by the network that it makes and does not
 * count.
 */
export function replacedSystem(prices: PriceTable): {
  readonly lines: readonly CostLine[];
  readonly usd: number;
  /** Without its forensic host, which only works on cases. */
  readonly idleUsd: number;
} {
  const zoned = (price: string, count: number, what: string): CostLine => {
    const quantity = count * ZONES * HOURS_A_MONTH;
    return { price, what, quantity, usd: quantity * priceOf(prices, price) };
  };
  const lines: readonly CostLine[] = [
    { price: 'stated', what: STATED.source, quantity: 1, usd: STATED.usd },
    zoned('endpoint/hour', ENDPOINTS, 'interface endpoints in two zones, not in its sum'),
    zoned('nat-gateway/hour', 1, 'a NAT gateway in each of two zones, not in its sum'),
  ];
  const usd = totalOf(lines);
  return { lines, usd, idleUsd: usd - STATED_HOST };
}
