import { z } from 'zod';

/**
 * - `compliance`: nobody can delete evidence or shorten its retention, not even the root user.
 * - `sandbox`: for trying out. Locks are GOVERNANCE and short, and stores go with their stack. Not for evidence.
 */
export const profile = z
  .enum(['compliance', 'sandbox'], 'compliance or sandbox')
  .default('compliance');

export const evidence = z
  .strictObject({
    /** Days for which what is put into the vault is locked at the least. Under `compliance` nobody can take it back. */
    retentionDays: z
      .int()
      .min(1, 'at least one day')
      .max(36_500, 'at most a hundred years')
      .default(365),
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
