import { z } from 'zod';
import { findingFormats, severitySchema } from '../finding/finding.ts';
import { subjectKinds } from '../finding/subject.ts';
import { instantSchema } from '../identity/instant.ts';
import { boundedText, nameSchema, sentenceSchema } from '../identity/text.ts';
import { planRulesSchema } from './plan-rules.ts';

/** A pattern with `*` and `?`, case ignored. One match among several patterns is enough. */
const patternsSchema = z.array(boundedText(512).min(1)).min(1).max(500);

/** What a finding and its subject must be; all members that are there must hold. No member: it always holds. */
export const findingConditionSchema = z.strictObject({
  format: z.array(z.enum(findingFormats)).min(1).optional(),
  /** Name of the custom action that a person chose. Never holds for a finding that came without one. */
  action: patternsSchema.optional(),
  product: patternsSchema.optional(),
  /** Any of the finding's types. */
  type: patternsSchema.optional(),
  severityAtLeast: severitySchema.optional(),
  subject: z.array(z.enum(subjectKinds)).min(1).optional(),
  account: patternsSchema.optional(),
  /** Any organisational unit above the account. Cannot be evaluated on a stack that does not know them. */
  organisationalUnit: patternsSchema.optional(),
  region: patternsSchema.optional(),
  /** Tags of the subject, by key; each key must be there with a value that matches. */
  tags: z.record(boundedText(256).min(1), patternsSchema).optional(),
});
export type FindingCondition = z.infer<typeof findingConditionSchema>;

/** One rule about findings. The first whose `when` holds decides. */
export const findingRuleSchema = z
  .strictObject({
    name: nameSchema,
    when: findingConditionSchema.default({}),
    then: z.enum(['open', 'ignore']),
    /** An order to isolate. Only a rule that says so isolates (F-22). */
    isolate: z.boolean().default(false),
    /** The rule holds only before this instant: an exception for a test must end by itself. */
    until: instantSchema.optional(),
    reason: sentenceSchema.optional(),
  })
  .refine((rule) => rule.then === 'open' || !rule.isolate, {
    error: 'a rule that ignores cannot isolate',
    path: ['isolate'],
  });
export type FindingRule = z.infer<typeof findingRuleSchema>;

/** A tag by which a resource may be left out of triage. It never cancels an order to isolate (F-28, TRI-6). */
export const optOutSchema = z.strictObject({
  tags: z
    .array(
      z.strictObject({
        key: boundedText(256).min(1),
        /** The meaning that opts out: `yes` for a tag like `skip-triage`, `no` for one like `IsTriageRequired`. */
        when: z.enum(['yes', 'no']),
      }),
    )
    .min(1)
    .max(20),
  /** Patterns of the principals' ARNs whose tags count; a workload must not be able to protect itself. */
  principals: z.array(boundedText(2048).min(1)).max(500),
});
export type OptOut = z.infer<typeof optOutSchema>;

/**
 * What an organisation does about findings: which open a case (`findings`), which resources are left out (`optOut`),
 * and how a case is planned and approved (`plan`). Written in YAML: `deployment/playbooks/default.yaml`.
 */
export const playbookSchema = z
  .strictObject({
    version: z.literal(1),
    name: nameSchema,
    description: sentenceSchema.optional(),
    findings: z.strictObject({ rules: z.array(findingRuleSchema).max(1000) }),
    optOut: optOutSchema.optional(),
    plan: planRulesSchema,
    /** Evidence is kept at least so long. */
    retentionDays: z.int().min(1).max(36_500).default(365),
  })
  .superRefine((playbook, context) => {
    for (const section of ['findings', 'plan'] as const) {
      const rules = section === 'findings' ? playbook.findings.rules : playbook.plan;
      for (const name of repeated(rules.map((rule) => rule.name)))
        context.addIssue({
          code: 'custom',
          message: `the rule name ${name} is used twice`,
          path: [section],
        });
    }
  });
export type Playbook = z.infer<typeof playbookSchema>;

const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);
