import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { environments } from './environments.ts';
import { appOf } from './synth.ts';

/** Assets bear the digest of their content, which changes with every program. */
const withoutDigests = (template: string): string =>
  template.replaceAll(/\b[\da-f]{64}\b/g, 'digest');

describe.each(Object.entries(environments))('an environment with %s', (name, environment) => {
  const stacks = appOf(environment).node.children.filter((child) => child instanceof Stack);

  it('has stacks', () => {
    expect(stacks.length).toBeGreaterThan(0);
  });

  it.each(stacks.map((stack) => [stack.stackName, stack] as const))(
    'deploys %s as it was looked at last',
    async (_, stack) => {
      const template = JSON.stringify(Template.fromStack(stack).toJSON(), null, 2);

      await expect(`${withoutDigests(template)}\n`).toMatchFileSnapshot(
        `snapshots/${name}/${stack.stackName}.json`,
      );
    },
  );
});
