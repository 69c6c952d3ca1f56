import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programSettings, queueSettings } from '@afo/deployment';
import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundleOf } from '../src/programs/program-code.ts';
import type { BundledApp } from '../src/programs/program-code.ts';
import { functions } from '../src/programs/functions.ts';
import { environments } from './environments.ts';
import { appOf } from './synth.ts';

const functionSchema = z.object({
  Properties: z.object({
    FunctionName: z.string(),
    Handler: z.string(),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
    VpcConfig: z.unknown().optional(),
  }),
});

/** What is known at deployment only, as it will look to a program. */
const known = (value: unknown): string => (typeof value === 'string' ? value : 'known-later');

function deployedFunctions(environment: (typeof environments)[keyof typeof environments]) {
  const { prefix } = { prefix: `afo-${environment.name}` };
  const stack = appOf(environment).node.findChild(`${prefix}-workflow`);
  if (!(stack instanceof Stack)) throw new Error('no stack of the workflow');
  return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
    .map((one) => functionSchema.parse(one).Properties)
    .map(({ Environment, FunctionName, Handler, VpcConfig }) => ({
      name: FunctionName.slice(prefix.length + 1),
      handler: Handler,
      inNetwork: VpcConfig !== undefined,
      variables: Object.fromEntries(
        Object.entries(Environment.Variables).map(([name, value]) => [name, known(value)]),
      ),
    }));
}

describe.each(Object.entries(environments))('the functions of %s', (_, environment) => {
  const deployed = deployedFunctions(environment);

  it('are all there', () => {
    expect(deployed.map(({ name }) => name).sort()).toEqual(Object.keys(functions).sort());
  });

  it.each(deployed.map((one) => [one.name, one] as const))(
    '%s starts: its environment is what its program reads, and no variable is one that nobody knows',
    (__, { inNetwork, variables }) => {
      const region = { AWS_REGION: environment.forensic.region };
      const read = { ...programSettings.shape, ...queueSettings.shape };

      expect(programSettings.parse({ ...region, ...variables })).toMatchObject(region);
      if (inNetwork) expect(queueSettings.parse(variables).AFO_REDIS_SECRET).toBeDefined();
      expect(Object.keys(variables).filter((name) => !(name in read))).toEqual([]);
    },
  );
});

const run = promisify(execFile);

/** What a bundle exports, in a folder where nothing is installed that it could find besides. */
async function exportsOf(app: BundledApp): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afo-bundle-'));
  try {
    await cp(bundleOf(app), folder, { recursive: true });
    const script = `console.log(JSON.stringify(Object.keys(await import('./main.js'))))`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
    });
    return z.array(z.string()).parse(JSON.parse(stdout));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('F-56 the handler of a function', () => {
  const deployed = deployedFunctions(environments['new-vpc']);

  it.each(['case-workflow', 'finding-ingestor'] as const)(
    'of %s is exported by its bundle, letter by letter, and the bundle needs nothing beside it',
    async (app) => {
      const exported = await exportsOf(app);
      const asked = deployed.filter(({ name }) => appOfFunction(name) === app);

      expect(asked.length).toBeGreaterThan(0);
      expect(
        asked.filter(({ handler }) => !exported.map((one) => `main.${one}`).includes(handler)),
      ).toEqual([]);
    },
  );
});

const appOfFunction = (name: string): BundledApp | undefined =>
  Object.entries(functions).find(([one]) => one === name)?.[1].app;
