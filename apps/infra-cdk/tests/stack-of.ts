import type { Environment } from '@afo/deployment';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { appOf } from './synth.ts';

/** The template of one stack of an environment, by the end of its name. */
export function templateOf(environment: Environment, name: string): Template {
  const stack = appOf(environment).node.tryFindChild(`afo-${environment.name}-${name}`);
  if (!(stack instanceof Stack)) throw new Error(`${environment.name} has no stack ${name}`);
  return Template.fromStack(stack);
}

const resourcesSchema = z.record(
  z.string(),
  z.looseObject({ Properties: z.record(z.string(), z.unknown()).default({}) }),
);

/** The properties of every resource of a type. */
export const propertiesOf = (
  template: Template,
  type: string,
): readonly Readonly<Record<string, unknown>>[] =>
  Object.values(resourcesSchema.parse(template.findResources(type))).map(
    ({ Properties }) => Properties,
  );
