import { z } from 'zod';
import { conditionOperators } from '../statement.ts';

const oneOrMore = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((value) => (typeof value === 'string' ? [value] : value));

const statementSchema = z.strictObject({
  Sid: z.string(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.strictObject({ AWS: oneOrMore }).optional(),
  Action: oneOrMore,
  Resource: oneOrMore.optional(),
  Condition: z
    .partialRecord(z.enum(conditionOperators), z.record(z.string(), oneOrMore))
    .default({}),
});

/**
 * What of the policy language is understood. Whatever else stands in a document (NotAction, another operator, a
 * principal that is a service) is refused: a judgement that leaves something out would be worth nothing.
 */
export const documentSchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(statementSchema).min(1),
});
export type JudgedStatement = z.infer<typeof statementSchema>;
