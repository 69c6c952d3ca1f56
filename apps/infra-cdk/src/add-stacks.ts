import type { Environment } from '@afo/deployment';
import type { Construct } from 'constructs';
import { Tags } from 'aws-cdk-lib';
import { ApplicationsStack } from './stacks/applications-stack.ts';
import { KeysStack } from './stacks/keys-stack.ts';
import { placeOf } from './place.ts';

/** All stacks of an environment, in the order in which they are deployed. */
export function addStacks(app: Construct, environment: Environment): void {
  const place = placeOf(environment);
  const { prefix } = place.names;
  new KeysStack(app, `${prefix}-keys`, place);
  if (environment.applications.units.length > 0)
    new ApplicationsStack(app, `${prefix}-applications`, place);
  Tags.of(app).add('afo:environment', environment.name);
  for (const [key, value] of Object.entries(environment.tags)) Tags.of(app).add(key, value);
}
