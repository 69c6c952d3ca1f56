import { z } from 'zod';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const statementSchema = z.object({
  Effect: z.string(),
  Action: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
});

const trustSchema = z.object({
  Statement: z.union([z.array(statementSchema), statementSchema.transform((one) => [one])]),
});

/**
 * Whether a trust policy lets nobody in but with this external id. Percent-encoded as IAM answers it (API reference,
 * GetRole); undefined where it is not understood, which is no yes.
 */
export function asksForExternalId(encoded: string, externalId: string): boolean | undefined {
  const policy = trustSchema.safeParse(parsed(encoded));
  if (!policy.success) return undefined;
  const ways = policy.data.Statement.filter(
    ({ Action, Effect }) => Effect === 'Allow' && Action.some(takesRoles),
  );
  return ways.every(({ Condition }) => {
    const asked = Condition?.['StringEquals']?.['sts:ExternalId'] ?? [];
    return asked.length === 1 && asked[0] === externalId;
  });
}

/** Whatever may stand for it: names of actions know no case. */
const takesRoles = (action: string): boolean =>
  /^(?:\*|sts:(?:\*|assume.*))$/i.test(action) || action.includes('?');

function parsed(encoded: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}
