import { randomUUID } from 'node:crypto';
import { partitionOf } from '../gateway/partition.ts';
import type { Scenario } from '../scenario/scenario-schema.ts';
import type { LabKmsKey } from '../snapshots/index.ts';

export interface LabKeys {
  readonly list: readonly LabKmsKey[];
  /** ARNs by the names of the scenario. */
  readonly arns: ReadonlyMap<string, string>;
  /** True for an id or ARN of one of them. */
  has(key: string): boolean;
}

/** The scenario's keys of volumes. They encrypt nothing; what counts is who may use them. */
export function keysOf(scenario: Scenario): LabKeys {
  const numberOf = (name: string): string => scenario.accounts[name] ?? name;
  const made = scenario.keys.map(({ name, account, region, manager, sharedWith }) => {
    const key = {
      ...{ region, manager },
      id: randomUUID(),
      account: numberOf(account),
      sharedWith: sharedWith.map(numberOf),
    };
    const arn = `arn:${partitionOf(region)}:kms:${region}:${key.account}:key/${key.id}`;
    return { name, key, arn };
  });
  const known = new Set(made.flatMap(({ key, arn }) => [key.id, arn]));
  return {
    list: made.map(({ key }) => key),
    arns: new Map(made.map(({ name, arn }) => [name, arn])),
    has: (key) => known.has(key),
  };
}
