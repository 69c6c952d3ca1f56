import { z } from 'zod';
import { severitySchema } from '../finding/finding.ts';
import { instantSchema } from '../identity/instant.ts';
import { boundedText, nameSchema, sentenceSchema } from '../identity/text.ts';
import { attackIdSchema } from './attack.ts';
import { pointerSchema } from './pointer.ts';

/** Something that speaks for a compromise, and where it is seen. Facts are observations, never guesses. */
export const detectionSchema = z.strictObject({
  /** Stable name of the rule, e.g. `linux.cron.temporary-directory` or `yara.webshell_php_system`. */
  rule: nameSchema,
  title: boundedText(512).min(1),
  /** What was seen and why it matters; no secret is quoted (T1552: the key id is masked, the secret left out). */
  description: sentenceSchema,
  severity: severitySchema,
  confidence: z.enum(['low', 'medium', 'high']),
  attack: z.array(attackIdSchema).max(20),
  /** When it happened, where the evidence says so. */
  at: instantSchema.optional(),
  until: instantSchema.optional(),
  count: z.int().min(1).optional(),
  pointers: z.array(pointerSchema).min(1).max(1000),
  /** Further facts for people and machines, e.g. `{user: 'deploy', address: '198.51.100.23'}`. */
  facts: z.record(nameSchema, z.union([boundedText(4096), z.number(), z.boolean()])),
});
export type Detection = z.infer<typeof detectionSchema>;
