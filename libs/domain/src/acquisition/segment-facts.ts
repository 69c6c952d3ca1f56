import { z } from 'zod';
import { caseIdSchema, evidenceIdSchema } from '../identity/ids.ts';
import { countSchema } from '../identity/text.ts';
import { sourceFactsSchema } from './source-facts.ts';

const rangeSchema = z.tuple([countSchema, z.int().min(1)]);

/**
 * What a segment says of itself, in the skippable frame before its seek table (docs/spec/evidence-item.md §5). It is
 * sealed in the same act as the bytes, so a resumed acquisition knows what its predecessor could not read.
 */
export const segmentFactsSchema = z.strictObject({
  v: z.literal(1),
  case: caseIdSchema,
  item: evidenceIdSchema,
  part: countSchema,
  /** The source as it was described when this segment was read: a resumed acquisition goes on only from the same. */
  source: sourceFactsSchema,
  /** First block and number of blocks in this segment. */
  blocks: rangeSchema,
  /** Runs of blocks that the source never held. */
  absent: z.array(rangeSchema),
  /** Bytes [offset, length] of the whole content that could not be read and stand as zeros. */
  missing: z.array(rangeSchema),
});
export type SegmentFacts = z.infer<typeof segmentFactsSchema>;
