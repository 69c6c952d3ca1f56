import { z } from 'zod';

/**
 * - `compliance`: no call deletes a store or a key of evidence, and none takes the protection from it by accident.
 * - `sandbox`: for trying out. The case log goes with its stack. What is in the vault stays locked all the same.
 */
export const profile = z
  .enum(['compliance', 'sandbox'], 'compliance or sandbox')
  .default('compliance');

/** How evidence is kept. How long is the playbook's to say (`retentionDays`): it belongs to the case. */
export const evidence = z
  .strictObject({
    /** Days after which evidence moves to a cheaper class; it stays readable at once. */
    coldAfterDays: z.int().min(30, 'S3 takes 30 days or more').default(90),
  })
  .prefault({});

/** The values that CloudWatch Logs knows (PutRetentionPolicy). */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

export const logs = z
  .strictObject({
    retentionDays: z.literal(LOG_DAYS, `one of ${LOG_DAYS.join(', ')}`).default(365),
  })
  .prefault({});
