import { z } from 'zod';
import { denyBefore, momentOf } from '../../host/settings/session-revocation.ts';
import { stateAs } from '../../host/settings/setting.ts';
import type { Setting } from '../../host/settings/setting.ts';
import type { PrincipalContext } from '../principal-context.ts';

const NAME = 'principal.sessions-revoked';
const schema = z.object({ revoked: z.boolean() });

/** Another name than that of a host's case, whose own policy may be on the same role. */
export const revocationName = (caseId: string): string => `afo-sessions-revoked-${caseId}`;

/** Whether sessions of a role that were issued before a moment are denied everything: `{ revoked, before }`. */
export function sessionsRevoked({ calls, case: id, now }: PrincipalContext): Setting {
  const PolicyName = revocationName(id);
  return {
    name: NAME,
    read: async (role) => {
      const before = await momentOf(calls, role, PolicyName);
      return { revoked: before !== undefined, before: before ?? null };
    },
    set: async (RoleName, wanted) => {
      if (!stateAs(schema, wanted, NAME).revoked)
        return (await calls.call('iam:DeleteRolePolicy', { RoleName, PolicyName })).requestId;
      const PolicyDocument = denyBefore(new Date(now()).toISOString());
      return (await calls.call('iam:PutRolePolicy', { RoleName, PolicyName, PolicyDocument }))
        .requestId;
    },
    shown: (_, wanted) => ({
      call: stateAs(schema, wanted, NAME).revoked ? 'iam:PutRolePolicy' : 'iam:DeleteRolePolicy',
      global: true,
      parameters: { PolicyName },
    }),
  };
}
