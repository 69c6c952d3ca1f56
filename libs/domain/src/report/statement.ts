import { z } from 'zod';
import {
  authorisationIdSchema,
  evidenceIdSchema,
  requestIdSchema,
  toolRunIdSchema,
} from '../identity/ids.ts';
import { countSchema } from '../identity/text.ts';

/** What a statement of the report rests on: an entry of the case log, an item, a tool run, a detection … (C39). */
export const referenceSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('entry'), entry: countSchema }),
  z.strictObject({ to: z.literal('item'), item: evidenceIdSchema }),
  z.strictObject({ to: z.literal('run'), run: toolRunIdSchema }),
  z.strictObject({ to: z.literal('authorisation'), authorisation: authorisationIdSchema }),
  z.strictObject({ to: z.literal('request'), request: requestIdSchema }),
  /** Number of a detection in this report, from 1. */
  z.strictObject({ to: z.literal('detection'), detection: z.int().min(1) }),
]);
export type Reference = z.infer<typeof referenceSchema>;

/**
 * A sentence in pieces: the product's own words, and words from outside as `quote`. Renderers set the two apart, so
 * that no file name and no ticket text can pass for a statement of the report (F-70).
 */
export const wordsSchema = z
  .array(z.union([z.string().min(1), z.strictObject({ quote: z.string() })]))
  .min(1);
export type Words = z.infer<typeof wordsSchema>;

/** How a statement is to be taken: `good` news, something `missing`, a `doubt`, or neither. */
export const toneSchema = z.enum(['plain', 'good', 'missing', 'doubt']);
export type Tone = z.infer<typeof toneSchema>;

/** A statement is never without what it rests on. */
export const statementSchema = z.strictObject({
  words: wordsSchema,
  tone: toneSchema,
  references: z.array(referenceSchema).min(1),
});
export type Statement = z.infer<typeof statementSchema>;
