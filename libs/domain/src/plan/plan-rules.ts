import { z } from 'zod';
import { severitySchema } from '../finding/finding.ts';
import { subjectKinds } from '../finding/subject.ts';
import { nameSchema, sentenceSchema } from '../identity/text.ts';

const HOUR = 3600;

/** One rule of a playbook's `plan` section; the first whose `when` holds decides about approval and order. */
export const planRuleSchema = z
  .strictObject({
    name: nameSchema,
    when: z
      .strictObject({
        /** How the case began. */
        origin: z.array(z.enum(['finding', 'command', 'api'])).optional(),
        subject: z.array(z.enum(subjectKinds)).optional(),
        /** The worst severity among the findings; a case without findings never matches. */
        severityAtLeast: severitySchema.optional(),
        /** Whether an isolation was ordered. */
        isolate: z.boolean().optional(),
      })
      .default({}),
    approval: z.strictObject({
      /** 0: the authority at hand (command or rule) covers the plan; 1 or 2 people must say yes. */
      people: z.int().min(0).max(2),
      reason: sentenceSchema,
      validForSeconds: z
        .int()
        .min(60)
        .default(24 * HOUR),
      /** Begin before the answer, which is owed within `validForSeconds`; for severe findings alone. */
      emergency: z.boolean().optional(),
    }),
    /** Memory comes first by the order of volatility; a severe finding may contain first. */
    order: z.enum(['memory-first', 'contain-first']).default('memory-first'),
  })
  .refine(({ approval }) => approval.emergency !== true || approval.people > 0, {
    error: 'an emergency owes an answer of at least one person',
    path: ['approval', 'people'],
  })
  .refine(
    ({ approval, when }) =>
      approval.emergency !== true ||
      when.severityAtLeast === 'high' ||
      when.severityAtLeast === 'critical',
    {
      error: 'an emergency is for severe findings: name severityAtLeast high or critical',
      path: ['when', 'severityAtLeast'],
    },
  );
export type PlanRule = z.infer<typeof planRuleSchema>;

/** The `plan` section of a playbook. */
export const planRulesSchema = z.array(planRuleSchema).min(1).max(100);
