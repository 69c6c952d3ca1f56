import { z } from 'zod';
import { CostError } from './errors.ts';

const resourceSchema = z.looseObject({
  Type: z.string().min(1),
  Properties: z.record(z.string(), z.unknown()).optional(),
});
const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });

/** What CloudFormation makes: a logical id, a type, and properties as they stand in the template. */
export interface TemplateResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * The resources of a synthesised CloudFormation template.
 * @throws CostError `cost.invalid-template`
 */
export function resourcesOf(template: unknown): readonly TemplateResource[] {
  const parsed = templateSchema.safeParse(template);
  if (!parsed.success) throw new CostError('cost.invalid-template', z.prettifyError(parsed.error));
  return Object.entries(parsed.data.Resources).map(([id, { Type, Properties }]) => ({
    id,
    type: Type,
    properties: Properties ?? {},
  }));
}
