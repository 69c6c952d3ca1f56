import { z } from 'zod';
import { sha256Schema } from '../identity/digest.ts';
import { evidenceIdSchema } from '../identity/ids.ts';
import { boundedText, countSchema, nameSchema, sentenceSchema } from '../identity/text.ts';
import { MAX_PLAN_PARTS, planOutlineSchema, planPartSchema } from '../plan/plan-parts.ts';
import { planSchema, techniqueSchema } from '../plan/plan.ts';

const stepShape = {
  step: nameSchema,
  /** What makes the step unique in the case: its name, and the item it is for (`acquire-disk/E-0001`). */
  key: nameSchema,
  item: evidenceIdSchema.optional(),
};
const scalar = z.union([z.string().max(4096), z.number(), z.boolean(), z.null()]);
const stateSchema = z.record(nameSchema, z.union([scalar, z.array(scalar).max(1000)]));

/** Bodies of the entries about the work: the plan, its steps, and what they changed outside. */
export const workEntryBodies = {
  /** A part of a plan that is too large for one entry; it is no plan before `plan.made` says so. */
  'plan.detailed': planPartSchema,
  'plan.made': z
    .strictObject({
      plan: planSchema.optional(),
      /** Where the plan stands in the `plan.detailed` before this entry; `sha256` is over their bodies. */
      inParts: z
        .strictObject({
          outline: planOutlineSchema,
          parts: z.int().min(1).max(MAX_PLAN_PARTS),
          sha256: sha256Schema,
        })
        .optional(),
    })
    .refine(
      ({ plan, inParts }) => (plan === undefined) !== (inParts === undefined),
      'holds either the plan or what its parts make',
    ),
  'step.started': z.strictObject({
    ...stepShape,
    attempt: z.int().min(1),
    /** Evidence ids that this step will give to what it derives; a replay of the step finds and reuses them. */
    reserves: z.array(evidenceIdSchema).max(1000).optional(),
  }),
  'step.succeeded': z.strictObject({
    ...stepShape,
    attempt: z.int().min(1),
    facts: z.record(nameSchema, scalar).optional(),
  }),
  'step.failed': z.strictObject({
    ...stepShape,
    attempt: z.int().min(1),
    code: nameSchema,
    cause: sentenceSchema,
    retryable: z.boolean(),
    /** True when no further attempt will be made. */
    final: z.boolean(),
  }),
  'step.skipped': z.strictObject({ ...stepShape, reason: sentenceSchema }),
  'inventory.recorded': z.strictObject({
    item: evidenceIdSchema,
    sha256: sha256Schema,
    bytes: countSchema,
    facts: z.record(nameSchema, scalar),
  }),
  'preflight.recorded': z.strictObject({ techniques: z.array(techniqueSchema).max(100) }),
  'resource.changed': z.strictObject({
    change: nameSchema,
    /** Which setting of the resource, e.g. `eni.groups`: its first `before` is what a release restores. */
    setting: nameSchema.optional(),
    resource: boundedText(2048),
    phase: z.enum(['intended', 'done', 'failed']),
    before: stateSchema,
    after: stateSchema,
    requestId: boundedText(256).optional(),
    code: nameSchema.optional(),
  }),
  'containment.proven': z.strictObject({
    method: nameSchema,
    resource: boundedText(2048),
    evidence: evidenceIdSchema,
  }),
  'containment.unproven': z.strictObject({
    method: nameSchema.optional(),
    resource: boundedText(2048),
    reason: sentenceSchema,
  }),
} as const;
