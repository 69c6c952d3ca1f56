import { z } from 'zod';
import { sha256Schema } from '../identity/digest.ts';
import { instantSchema } from '../identity/instant.ts';
import { boundedText, countSchema } from '../identity/text.ts';

/** What is kept of a part of an event that was not taken, beside its bytes (ING-6). */
export const keptRejectionSchema = z.strictObject({
  v: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  at: instantSchema,
  code: boundedText(256),
  reason: boundedText(4000),
  findingIds: z.array(boundedText(4096)).max(10_000),
  sha256: sha256Schema,
  bytes: countSchema,
});
