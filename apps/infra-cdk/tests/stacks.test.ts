import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { environments } from './environments.ts';
import { appOf } from './synth.ts';

describe.each(Object.entries(environments))('an environment with %s', (name, environment) => {
  const stacks = appOf(environment).node.children.filter((child) => child instanceof Stack);

  it('has stacks', () => {
    expect(stacks.length).toBeGreaterThan(0);
  });

  it.each(stacks.map((stack) => [stack.stackName, stack] as const))(
    'deploys %s as it was looked at last',
    async (_, stack) => {
      const template = JSON.stringify(Template.fromStack(stack).toJSON(), null, 2);

      await expect(`${template}\n`).toMatchFileSnapshot(
        `snapshots/${name}/${stack.stackName}.json`,
      );
    },
  );
});
