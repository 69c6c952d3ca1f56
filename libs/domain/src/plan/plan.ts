import { z } from 'zod';
import { sourceKinds, sourceSchema } from '../case/source.ts';
import { sha256Schema } from '../identity/digest.ts';
import { evidenceIdSchema } from '../identity/ids.ts';
import { boundedText, nameSchema, sentenceSchema } from '../identity/text.ts';
import { whereSchema } from '../identity/where.ts';

/** An item that the plan acquires; its evidence id is given here, in the order of acquisition, and never reused. */
export const plannedItemSchema = z.strictObject({
  item: evidenceIdSchema,
  kind: z.enum(sourceKinds),
  title: boundedText(1024).min(1),
  source: sourceSchema,
});
export type PlannedItem = z.infer<typeof plannedItemSchema>;

/** Most items, and most changes, of a plan. */
export const MAX_PLANNED = 5000;

/** Something besides the subject that a change hits. */
export const alsoHitSchema = boundedText(1024);

/** Most things that a change names besides the subject; a plan that leaves some out says how many. */
export const MAX_ALSO_HITS = 10_000;

/** A call that changes something, as it will be made, and what it hits besides the subject (F-27). */
export const plannedChangeSchema = z.strictObject({
  step: nameSchema,
  call: nameSchema,
  where: whereSchema,
  parameters: z.record(nameSchema, z.union([z.string().max(4096), z.number(), z.boolean()])),
  alsoHits: z.array(alsoHitSchema).max(MAX_ALSO_HITS),
});
export type PlannedChange = z.infer<typeof plannedChangeSchema>;

/** A technique that was looked at: possible here or not, and why (TRI-4). */
export const techniqueSchema = z.strictObject({
  /** A step of the workflow, e.g. `preserve`, or a technique within one, e.g. `memory/avml`. */
  technique: nameSchema,
  possible: z.boolean(),
  reason: sentenceSchema,
});
export type Technique = z.infer<typeof techniqueSchema>;

/** Whether and how many people must say yes before the plan is carried out. 0: the authorisation at hand covers it. */
export const approvalNeedSchema = z.strictObject({
  people: z.int().min(0).max(2),
  reason: sentenceSchema,
  validForSeconds: z.int().min(1),
  /** Begin at once, under the authority of the rule; the answer is owed until the deadline. */
  emergency: z.boolean().optional(),
});

export const planSchema = z.strictObject({
  playbook: z.strictObject({ name: nameSchema, sha256: sha256Schema }),
  /** `memory-first` by the order of volatility, or `contain-first` for a severe finding; `orderReason` says why. */
  order: z.enum(['memory-first', 'contain-first']),
  orderReason: sentenceSchema,
  isolate: z.boolean(),
  items: z.array(plannedItemSchema).max(MAX_PLANNED),
  changes: z.array(plannedChangeSchema).max(MAX_PLANNED),
  techniques: z.array(techniqueSchema).max(100),
  approval: approvalNeedSchema,
});
export type Plan = z.infer<typeof planSchema>;

/** The technique's verdict in a plan; a technique that was not looked at is not possible. */
export function techniqueOf(plan: Plan, technique: string): Technique {
  const found = plan.techniques.find((candidate) => candidate.technique === technique);
  return found ?? { technique, possible: false, reason: 'the plan did not look at it' };
}
