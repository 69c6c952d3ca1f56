import { PortError } from '@afo/ports';
import { z } from 'zod';
import type { HostCalls } from '../../host/host-calls.ts';
import { stateAs } from '../../host/settings/setting.ts';
import type { Setting } from '../../host/settings/setting.ts';
import type { PrincipalContext } from '../principal-context.ts';

const NAME = 'principal.denied';
const schema = z.object({ denied: z.boolean() });

/** The inline policy by which a case denies everything. It bears the case's id, so that it is nobody else's. */
export const denialName = (caseId: string): string => `afo-denied-${caseId}`;

const DENIAL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'DenyEverything', Effect: 'Deny', Action: '*', Resource: '*' }],
});

const denialSchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.tuple([
    z.strictObject({
      Sid: z.literal('DenyEverything'),
      Effect: z.literal('Deny'),
      Action: z.literal('*'),
      Resource: z.literal('*'),
    }),
  ]),
});

/**
 * Whether the case's inline policy denies a principal everything: `{ denied }`; the resource is its name. It covers
 * the keys, the console and every session that rests on the principal, older and newer ones.
 */
export function denied(context: PrincipalContext): Setting {
  const PolicyName = denialName(context.case);
  const policy =
    context.subject.kind === 'iam-user' ? ofUser(context.calls) : ofRole(context.calls);
  return {
    name: NAME,
    read: async (name) => ({ denied: await deniesEverything(() => policy.read(name, PolicyName)) }),
    set: async (name, wanted) =>
      stateAs(schema, wanted, NAME).denied
        ? await policy.put(name, PolicyName, DENIAL)
        : await policy.remove(name, PolicyName),
    shown: (_, wanted) =>
      stateAs(schema, wanted, NAME).denied
        ? { call: policy.puts, global: true, parameters: { PolicyName, PolicyDocument: DENIAL } }
        : { call: policy.removes, global: true, parameters: { PolicyName } },
  };
}

const ofUser = ({ call }: HostCalls) => ({
  puts: 'iam:PutUserPolicy' as const,
  removes: 'iam:DeleteUserPolicy' as const,
  read: async (UserName: string, PolicyName: string) =>
    (await call('iam:GetUserPolicy', { UserName, PolicyName })).output.PolicyDocument,
  put: async (UserName: string, PolicyName: string, PolicyDocument: string) =>
    (await call('iam:PutUserPolicy', { UserName, PolicyName, PolicyDocument })).requestId,
  remove: async (UserName: string, PolicyName: string) =>
    (await call('iam:DeleteUserPolicy', { UserName, PolicyName })).requestId,
});

const ofRole = ({ call }: HostCalls) => ({
  puts: 'iam:PutRolePolicy' as const,
  removes: 'iam:DeleteRolePolicy' as const,
  read: async (RoleName: string, PolicyName: string) =>
    (await call('iam:GetRolePolicy', { RoleName, PolicyName })).output.PolicyDocument,
  put: async (RoleName: string, PolicyName: string, PolicyDocument: string) =>
    (await call('iam:PutRolePolicy', { RoleName, PolicyName, PolicyDocument })).requestId,
  remove: async (RoleName: string, PolicyName: string) =>
    (await call('iam:DeleteRolePolicy', { RoleName, PolicyName })).requestId,
});

/** Only the very policy counts: one that somebody has loosened meanwhile denies nothing for sure. */
async function deniesEverything(read: () => Promise<string | undefined>): Promise<boolean> {
  try {
    // IAM answers with the document as it stands in a URL (RFC 3986).
    const document: unknown = JSON.parse(decodeURIComponent((await read()) ?? ''));
    return denialSchema.safeParse(document).success;
  } catch (error) {
    if (error instanceof PortError && error.code === 'aws.not-found') return false;
    if (error instanceof SyntaxError || error instanceof URIError) return false;
    throw error;
  }
}
