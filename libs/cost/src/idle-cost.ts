import { billedResources } from './billed-resources.ts';
import { totalOf } from './cost-line.ts';
import type { CostLine } from './cost-line.ts';
import { CostError } from './errors.ts';
import { isFree } from './free-resources.ts';
import { priceOf } from './prices.ts';
import type { PriceTable } from './prices.ts';
import { resourcesOf } from './template.ts';

/** A synthesised stack: its name, and its CloudFormation template as parsed JSON. */
export interface Stack {
  readonly name: string;
  readonly template: unknown;
}

export interface IdleCost {
  readonly lines: readonly CostLine[];
  /** USD a month of 730 hours, list price, free tiers not taken off. */
  readonly usd: number;
}

/**
 * What stacks cost a month while no case is open, computed from what their templates make. Free tiers and discounts
 * are not taken off.
 * @throws CostError `cost.unknown-resource` naming every type whose price is not known; `cost.no-price`
 */
export function idleCost(stacks: readonly Stack[], prices: PriceTable): IdleCost {
  refuseUnknown(stacks);
  const lines = stacks.flatMap((stack) => linesOf(stack, prices));
  return { lines, usd: totalOf(lines) };
}

function refuseUnknown(stacks: readonly Stack[]): void {
  const unknown = new Set(
    stacks.flatMap(({ template }) =>
      resourcesOf(template)
        .map(({ type }) => type)
        .filter((type) => !billedResources.has(type) && !isFree(type)),
    ),
  );
  if (unknown.size > 0)
    throw new CostError(
      'cost.unknown-resource',
      `nobody has said what these cost: ${[...unknown].sort().join(', ')}`,
    );
}

/** One line a price and stack: six endpoints are one line. */
function linesOf({ name, template }: Stack, prices: PriceTable): readonly CostLine[] {
  const resources = resourcesOf(template);
  const counted = new Map<string, { quantity: number; resources: number }>();
  for (const resource of resources)
    for (const { price, quantity } of billedResources.get(resource.type)?.(resource, resources) ??
      []) {
      const so = counted.get(price) ?? { quantity: 0, resources: 0 };
      counted.set(price, { quantity: so.quantity + quantity, resources: so.resources + 1 });
    }
  return [...counted].map(([price, { quantity, resources: count }]) => ({
    price,
    what: `${name}: ${count} × ${price}`,
    quantity,
    usd: quantity * priceOf(prices, price),
  }));
}
