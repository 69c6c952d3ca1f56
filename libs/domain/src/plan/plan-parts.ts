import { z } from 'zod';
import { DomainError } from '../errors.ts';
import {
  alsoHitSchema,
  plannedChangeSchema,
  plannedItemSchema,
  planSchema,
  techniqueSchema,
} from './plan.ts';
import type { Plan } from './plan.ts';

/** Most parts of one plan: they are appended together, and a log holds some 3 MB in one append. */
export const MAX_PLAN_PARTS = 44;

const placeShape = { part: z.int().min(1), of: z.int().min(1).max(MAX_PLAN_PARTS) };

/** A part of a plan that one entry cannot hold; the lists of all its parts, in their order, are those of the plan. */
export const planPartSchema = z
  .strictObject({
    ...placeShape,
    items: z.array(plannedItemSchema),
    techniques: z.array(techniqueSchema),
    /** What the last change of the parts before hits as well. */
    alsoHits: z.array(alsoHitSchema),
    changes: z.array(plannedChangeSchema),
  })
  .refine(({ part, of }) => part <= of, 'is a part beyond the last');
export type PlanPart = z.infer<typeof planPartSchema>;

/** What stands in `plan.made` of a plan in parts: all of it but its lists. */
export const planOutlineSchema = planSchema.omit({ items: true, techniques: true, changes: true });
export type PlanOutline = z.infer<typeof planOutlineSchema>;

/**
 * The parts that stand in a log after one more. Part 1 begins a plan anew, and voids what was begun before it.
 * @throws {DomainError} `domain.illegal-entry` when the part does not follow
 */
export function withPart(before: readonly PlanPart[], next: PlanPart): readonly PlanPart[] {
  if (next.part === 1) return [next];
  const last = before.at(-1);
  if (last?.part === next.part - 1 && last.of === next.of) return [...before, next];
  throw new DomainError(
    'domain.illegal-entry',
    `part ${String(next.part)} of ${String(next.of)} of a plan does not follow the part before`,
  );
}

/**
 * The plan that an outline and all its parts make.
 * @throws {DomainError} `domain.illegal-entry` when a part is missing: nobody acts on half a plan
 */
export function planOf(outline: PlanOutline, count: number, parts: readonly PlanPart[]): Plan {
  if (parts.length !== count || parts.at(-1)?.of !== count)
    throw new DomainError(
      'domain.illegal-entry',
      `the plan has ${String(count)} parts, and not all of them stand before it`,
    );
  const plan = planSchema.safeParse({
    ...outline,
    items: parts.flatMap(({ items }) => items),
    techniques: parts.flatMap(({ techniques }) => techniques),
    changes: changesOf(parts),
  });
  if (plan.success) return plan.data;
  throw new DomainError('domain.illegal-entry', 'the parts of the plan make no plan', {
    cause: plan.error,
  });
}

function changesOf(parts: readonly PlanPart[]): Plan['changes'] {
  const changes: Plan['changes'] = [];
  for (const { alsoHits, changes: more } of parts) {
    const last = changes.at(-1);
    if (last !== undefined)
      changes.splice(-1, 1, { ...last, alsoHits: [...last.alsoHits, ...alsoHits] });
    else if (alsoHits.length > 0)
      throw new DomainError(
        'domain.illegal-entry',
        'a part of the plan goes on where no change is',
      );
    changes.push(...more);
  }
  return changes;
}
