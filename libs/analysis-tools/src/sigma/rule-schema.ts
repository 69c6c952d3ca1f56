import { z } from 'zod';

const text = z.string().max(10_000);

/**
 * The members of a Sigma rule (sigma-specification 2.0) that we read. Others are allowed, as the specification says;
 * what a `detection` may hold is checked when it is compiled.
 */
export const sigmaRuleSchema = z.looseObject({
  title: z.string().min(1).max(256),
  id: z.uuid(),
  description: text.optional(),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']),
  logsource: z.looseObject({
    product: z.string().optional(),
    category: z.string().optional(),
    service: z.string().optional(),
  }),
  detection: z.record(z.string(), z.unknown()),
  tags: z.array(z.string()).optional(),
});
export type SigmaRuleSource = z.infer<typeof sigmaRuleSchema>;
