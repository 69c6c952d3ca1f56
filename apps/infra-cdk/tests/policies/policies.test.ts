import { describe, expect, it } from 'vitest';
import { environments } from '../environments.ts';
import { alone, deployed } from './deployed.ts';
import {
  evidenceOutlivesItsStack,
  noActionWildcard,
  nobodyEndsEvidence,
  noResourceWildcard,
  rightsOnlyOfWorkloads,
  strangersAreAsked,
  understood,
  vaultDeniesDeletion,
} from './rules.ts';
import type { Rule } from './rules.ts';
import { statementsIn } from './statements.ts';

describe.each([
  ...Object.entries(environments).map(([name, one]) => ({ name, ...deployed(one) })),
  { name: 'an account without an organisation', ...alone() },
])('the policies of $name', ({ stacks, subjects }) => {
  const faultsBy = async (rule: Rule): Promise<readonly string[]> => {
    const faults: string[] = [];
    for (const stack of stacks) faults.push(...(await rule(stack, subjects)));
    return faults;
  };

  it('are all understood by these rules', async () => {
    expect(await faultsBy(understood)).toEqual([]);
  });

  it('F-61 allow no action by a wildcard', async () => {
    expect(await faultsBy(noActionWildcard)).toEqual([]);
  });

  it('F-61 allow all resources only where AWS knows none for the action', async () => {
    expect(await faultsBy(noResourceWildcard)).toEqual([]);
  });

  it('change rights of workloads alone, and never those of the product', async () => {
    expect(await faultsBy(rightsOnlyOfWorkloads)).toEqual([]);
  });

  it('F-61 let nobody end evidence, its log or its keys', async () => {
    expect(await faultsBy(nobodyEndsEvidence)).toEqual([]);
  });

  it('F-63 leave evidence, its log and its keys where their stack goes', async () => {
    expect(await faultsBy(evidenceOutlivesItsStack)).toEqual([]);
  });

  it('deny to everybody that evidence is deleted from the vault', async () => {
    expect(await faultsBy(vaultDeniesDeletion)).toEqual([]);
  });

  it('let strangers in with external id and organisation alone', async () => {
    expect(await faultsBy(strangersAreAsked)).toEqual([]);
  });
});

it.each(Object.entries(environments))('all policies of %s are read', (_, environment) => {
  const { stacks } = deployed(environment);
  const kinds = stacks.flatMap(statementsIn).map(({ kind }) => kind);

  expect(new Set(kinds)).toEqual(new Set(['identity', 'trust', 'resource', 'limit']));
  expect(stacks.some(({ name }) => name.endsWith('/members'))).toBe(true);
});
