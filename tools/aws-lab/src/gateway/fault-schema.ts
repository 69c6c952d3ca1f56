import { z } from 'zod';

export const labFaultKinds = [
  'throttle',
  'internal-error',
  'unavailable',
  'expired-token',
  'access-denied',
  // The answer breaks off in the middle, comes drop by drop, or never.
  'cut-body',
  'slow-body',
  'hung',
  // The call was carried out and its answer is lost.
  'lost-answer',
  // An answer of the right shape with nothing in it.
  'empty-answer',
  // A look sees what it saw before the last changes (eventual consistency).
  'stale',
] as const;
export type LabFaultKind = (typeof labFaultKinds)[number];

export const labFaultSchema = z
  .strictObject({
    kind: z.enum(labFaultKinds),
    /** All services, operations and accounts unless given. */
    service: z.string().optional(),
    operation: z.string().optional(),
    account: z.string().optional(),
    /** True: only what changes something; false: only looks. */
    changing: z.boolean().optional(),
    /** Strikes these matching calls only, counted from 1. */
    nth: z.array(z.int().positive()).optional(),
    /** Strikes so many times, then no more. */
    times: z.int().positive().optional(),
    probability: z.number().min(0).max(1).optional(),
  })
  .readonly();

/** A fault for the calls that it fits. */
export type LabFaultRule = z.infer<typeof labFaultSchema>;
