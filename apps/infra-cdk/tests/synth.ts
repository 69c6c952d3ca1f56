import { join } from 'node:path';
import type { Environment } from '@afo/deployment';
import { App } from 'aws-cdk-lib';
import { addStacks } from '../src/add-stacks.ts';
import { flags } from '../src/flags.ts';

export const OUT = join(import.meta.dirname, '../test-results/cdk.out');
/** In place of what a forensic host is installed from. */
export const PAYLOADS = join(import.meta.dirname, 'payloads');

/** The app of an environment, without the linter of the CDK, which takes seconds for each. */
export function appOf(environment: Environment): App {
  const outdir = join(OUT, environment.name);
  const app = new App({
    builtinCloudFormationValidation: false,
    analyticsReporting: false,
    context: { ...flags, imagePayloads: PAYLOADS },
    outdir,
  });
  addStacks(app, environment);
  return app;
}
