import { z } from 'zod';
import { nameSchema } from '../identity/text.ts';

/** Who acted. A human has `via`: the session or role by which they acted. */
export const actorSchema = z.strictObject({
  kind: z.enum(['human', 'service', 'host']),
  name: nameSchema,
  version: nameSchema.optional(),
  via: nameSchema.optional(),
});
export type Actor = z.infer<typeof actorSchema>;

/** A tool that took part, with what makes its run repeatable. Parameters never hold a credential (F-62). */
export const toolSchema = z.strictObject({
  name: nameSchema,
  version: nameSchema,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  parameters: z
    .record(nameSchema, z.union([z.string().max(4096), z.number(), z.boolean()]))
    .optional(),
});
export type Tool = z.infer<typeof toolSchema>;
