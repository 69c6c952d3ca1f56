import { caseIdSchema, evidenceIdSchema, stepKey } from '@afo/domain';
import type { StepTask } from '@afo/pipeline';
import { z } from 'zod';

/** What the state machine asks (libs/state-machine): ids and counters, nothing else. */
const ids = { case: caseIdSchema, item: evidenceIdSchema.optional() };
const attempt = { ...ids, step: z.string().max(64), attempt: z.int().min(1) };
const token = z.string().min(1).max(2048);

export const callEvent = z.strictObject(attempt);
export const dispatchEvent = z.strictObject({ ...attempt, token });
export const settleEvent = z.strictObject({
  ...attempt,
  /** How the attempt came back: `told` by its worker, or not. */
  end: z.enum(['told', 'no-heartbeat', 'timed-out', 'failed']),
});
export const askEvent = z.union([
  z.strictObject({ ...ids, condition: z.enum(['contain-first', 'isolates', 'has-evidence']) }),
  z.strictObject({
    ...ids,
    collection: z.enum(['disks', 'memories', 'logs']),
    from: z.int().min(0),
  }),
]);
export const approvalEvent = z.strictObject({
  ...ids,
  approval: z.string().max(64),
  /** At the end of the machine: whether an answer is still owed. */
  until: z.literal('answered').optional(),
  token: token.optional(),
});

export type SettleEvent = z.infer<typeof settleEvent>;

/** The attempt that an event is about. */
export function taskOf({
  case: caseId,
  step,
  item,
  attempt: n,
}: z.infer<typeof callEvent>): StepTask {
  return {
    caseId,
    step,
    key: stepKey(step, item),
    attempt: n,
    ...(item === undefined ? {} : { item }),
  };
}
