import { z } from 'zod';
import { authorisationIdSchema, requestIdSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { nameSchema, sentenceSchema } from '../identity/text.ts';
import { actorSchema } from './actor.ts';

/**
 * Authority to act (CASE `Authorization`; ISO/IEC 27037 justifiability). `command` was given by whoever opened the
 * case, `rule` by the playbook, `approval` by people who answered a request, `emergency` by whoever began before that answer, until its deadline.
 */
export const authorisationSchema = z.strictObject({
  authorisation: authorisationIdSchema,
  kind: z.enum(['command', 'rule', 'approval', 'emergency']),
  approvers: z.array(actorSchema).min(1),
  reason: sentenceSchema,
  /** A ticket or court order. */
  reference: nameSchema.optional(),
  /** What it covers: step names, or `case` for all that the plan lists. */
  scope: z.union([z.literal('case'), z.array(nameSchema).min(1)]),
  from: instantSchema,
  until: instantSchema.optional(),
  request: requestIdSchema.optional(),
});
export type Authorisation = z.infer<typeof authorisationSchema>;

/** People are asked. Until `people` of them, all different, have approved, the case waits; at `deadline` it expires. */
export const authorisationRequestSchema = z.strictObject({
  request: requestIdSchema,
  /** Name of the workflow's approval point. */
  approval: nameSchema,
  people: z.int().min(1).max(2),
  reason: sentenceSchema,
  deadline: instantSchema,
  /** True when work has begun already and the answer is still owed. */
  emergency: z.boolean(),
  /** Who has said yes so far: one person's yes to a request that needs two leaves it pending. */
  approvals: z.array(z.strictObject({ approver: actorSchema, reason: sentenceSchema })).max(2),
});
export type AuthorisationRequest = z.infer<typeof authorisationRequestSchema>;
