import { z } from 'zod';
import { storedObjectSchema } from '../evidence/stored-object.ts';
import { nameSchema } from '../identity/text.ts';

/** One file of an issued report: `name` is its name in the bundle's `data/report/`. */
export const reportFileSchema = z.strictObject({
  name: nameSchema,
  media: nameSchema,
  stored: storedObjectSchema,
});
export type ReportFile = z.infer<typeof reportFileSchema>;
