import { z } from 'zod';
import { boundedText, nameSchema } from '../identity/text.ts';

/** Whom somebody other than the person vouches for (docs/adr/0015-who-approves.md). */
export const identitySchema = z.strictObject({
  /** `aws` by STS, `os` by the operating system of a workstation; `word`: the person alone, where the stack allows it. */
  by: z.enum(['aws', 'os', 'word']),
  /** As it is called there: an ARN, or the user of the operating system. */
  name: boundedText(2048).min(1),
  /** Its unique id there, which a new name does not change. */
  id: boundedText(2048).min(1),
  /** The one person whom it can be. Absent where several people may act by it: then it can be anybody. */
  person: nameSchema.optional(),
});
export type Identity = z.infer<typeof identitySchema>;

/** Who acted. A human has `via`: the session or role by which they acted; `name` is what they call themselves. */
export const actorSchema = z.strictObject({
  kind: z.enum(['human', 'service', 'host']),
  name: nameSchema,
  version: nameSchema.optional(),
  via: nameSchema.optional(),
  identity: identitySchema.optional(),
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
