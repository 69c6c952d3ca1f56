import { z } from 'zod';
import { authorisationRequestSchema, authorisationSchema } from '../case/authorisation.ts';
import { evidenceIdSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { countSchema } from '../identity/text.ts';
import { planSchema } from '../plan/plan.ts';
import { referenceSchema, statementSchema, wordsSchema } from './statement.ts';

export const reportAuthorisationSchema = z.strictObject({
  ...authorisationSchema.shape,
  entry: countSchema,
});

export const reportRequestSchema = z.strictObject({
  ...authorisationRequestSchema.shape,
  status: z.enum(['pending', 'granted', 'refused', 'expired']),
  reasonOfEnd: z.string().optional(),
  entry: countSchema,
});

export const reportPlanSchema = z.strictObject({ ...planSchema.shape, entry: countSchema });

/** How one step ended, or that it has not. */
export const reportStepSchema = z.strictObject({
  key: z.string(),
  step: z.string(),
  item: evidenceIdSchema.optional(),
  status: z.enum(['started', 'succeeded', 'failed', 'skipped']),
  ended: z.boolean(),
  attempts: countSchema,
  startedAt: instantSchema.optional(),
  endedAt: instantSchema.optional(),
  code: z.string().optional(),
  /** Cause of the failure or reason of the skip. */
  because: z.string().optional(),
  entry: countSchema,
});
export type ReportStep = z.infer<typeof reportStepSchema>;

/** A change outside the case, as intended, done or failed. */
export const reportChangeSchema = z.strictObject({
  entry: countSchema,
  at: instantSchema,
  change: z.string(),
  resource: z.string(),
  phase: z.enum(['intended', 'done', 'failed']),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
  requestId: z.string().optional(),
  code: z.string().optional(),
});
export type ReportChange = z.infer<typeof reportChangeSchema>;

/**
 * What may be said of the host's isolation. `proven` only where the log holds the proof (F-08); whatever was called
 * or ordered without it is `unproven`, `not-done` or `not-ordered`.
 */
export const containmentSchema = z.strictObject({
  verdict: z.enum(['proven', 'proven-then-changed', 'unproven', 'not-done', 'not-ordered']),
  statement: statementSchema,
});
export type Containment = z.infer<typeof containmentSchema>;

/** Something that was measured, computed from the log and the manifests, never typed in (C48, REP-5). */
export const measureSchema = z.strictObject({
  name: z.string(),
  words: wordsSchema,
  unit: z.enum(['milliseconds', 'bytes', 'bytes-per-second', 'count']),
  value: z.number().min(0),
  references: z.array(referenceSchema).min(1),
});
export type Measure = z.infer<typeof measureSchema>;
