import { PortError } from '@afo/ports';
import { z } from 'zod';
import type { HostCalls } from '../host-calls.ts';
import { found, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const NAME = 'role.session-revocation';
const schema = z.object({ revoked: z.boolean() });

/** The name at the end of an ARN, whatever path comes before it (F-21). */
const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** The role that a profile wears; undefined where it is empty. */
export async function roleOf(calls: HostCalls, profile: string): Promise<string | undefined> {
  const { output } = await calls.call('iam:GetInstanceProfile', {
    InstanceProfileName: nameIn(profile),
  });
  return found(output.InstanceProfile, profile).Roles?.[0]?.RoleName;
}

/**
 * Whether sessions of a profile's role are denied everything when they were issued before a moment:
 * `{ role, revoked, before }`. An inline policy of the case does it, as IAM's own "revoke sessions" does. One from
 * before `notEarlier` (milliseconds) does not count: the host could still get sessions after it.
 */
export function sessionRevocation(context: HostContext, notEarlier = 0): Setting {
  const { calls, case: id, now } = context;
  const PolicyName = `afo-revoked-${id}`;
  return {
    name: NAME,
    read: async (profile) => {
      const role = await roleOf(calls, profile);
      // A profile without a role gives no sessions.
      if (role === undefined) return { role: null, revoked: true, before: null };
      const before = await momentOf(calls, role, PolicyName);
      const revoked = before !== undefined && Date.parse(before) >= notEarlier;
      return { role, revoked, before: before ?? null };
    },
    set: async (profile, wanted) => {
      const RoleName = await roleOf(calls, profile);
      if (RoleName === undefined) return undefined;
      const { revoked } = stateAs(schema, wanted, NAME);
      const answer = revoked
        ? await calls.call('iam:PutRolePolicy', {
            RoleName,
            PolicyName,
            PolicyDocument: denyBefore(new Date(now()).toISOString()),
          })
        : await calls.call('iam:DeleteRolePolicy', { RoleName, PolicyName });
      return answer.requestId;
    },
    shown: (_, wanted) => ({
      call: stateAs(schema, wanted, NAME).revoked ? 'iam:PutRolePolicy' : 'iam:DeleteRolePolicy',
      global: true,
      parameters: { PolicyName },
    }),
  };
}

/** The policy that denies everything to sessions that were issued before a moment. */
export const denyBefore = (moment: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'RevokeOlderSessions',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': moment } },
      },
    ],
  });

const policySchema = z.object({
  Statement: z.tuple([
    z.object({
      Effect: z.literal('Deny'),
      Action: z.literal('*'),
      Resource: z.literal('*'),
      Condition: z.object({
        DateLessThan: z.object({ 'aws:TokenIssueTime': z.iso.datetime() }),
      }),
    }),
  ]),
});

/** Before which moment the case's policy revokes; undefined where there is none, or one that does not. */
export async function momentOf(
  calls: HostCalls,
  RoleName: string,
  PolicyName: string,
): Promise<string | undefined> {
  try {
    const { output } = await calls.call('iam:GetRolePolicy', { RoleName, PolicyName });
    // IAM answers with the document as it stands in a URL (RFC 3986).
    const document: unknown = JSON.parse(decodeURIComponent(output.PolicyDocument ?? ''));
    const policy = policySchema.safeParse(document);
    return policy.data?.Statement[0].Condition.DateLessThan['aws:TokenIssueTime'];
  } catch (error) {
    if (error instanceof PortError && error.code === 'aws.not-found') return undefined;
    if (error instanceof SyntaxError || error instanceof URIError) return undefined;
    throw error;
  }
}
