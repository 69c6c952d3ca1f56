import type { CallInput as In } from '@afo/adapter-aws/host';
import { PortError } from '@afo/ports';
import { z } from 'zod';
import { callsTo } from '../host/model/cloud-calls.ts';
import type { CallOptions, CloudCalls } from '../host/model/cloud-calls.ts';
import type { Handlers } from '../host/model/handlers.ts';

/** A user or a role as plain data. */
export interface Principal {
  readonly kind: 'iam-user' | 'iam-role';
  readonly name: string;
  readonly path: string;
  readonly keys: Record<string, 'Active' | 'Inactive'>;
  /** Inline policies by name. */
  readonly policies: Record<string, string>;
}

export const ACCOUNT = '111122223333';
export const arnOf = ({ kind, name, path }: Principal): string =>
  `arn:aws:iam::${ACCOUNT}:${kind === 'iam-user' ? 'user' : 'role'}${path}${name}`;

const statements = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Action: z.unknown(),
      Condition: z
        .object({ DateLessThan: z.object({ 'aws:TokenIssueTime': z.string() }) })
        .optional(),
    }),
  ),
});

/** Whether the policies deny everything, for a session that was issued at `issued` where one is meant. */
export const isDenied = ({ policies }: Principal, issued?: string): boolean =>
  Object.values(policies)
    .flatMap((policy) => statements.parse(JSON.parse(policy)).Statement)
    .some(({ Effect, Action, Condition }) => {
      const before = Condition?.DateLessThan['aws:TokenIssueTime'];
      const applies = before === undefined || (issued !== undefined && issued < before);
      return Effect === 'Deny' && Action === '*' && applies;
    });

/** What can be done in the name of the principal, by which way. */
export function accessBy(principal: Principal): ReadonlySet<string> {
  const keys = Object.entries(principal.keys).filter(([, status]) => status === 'Active');
  const rights = isDenied(principal) ? [] : ['console and new sessions'];
  const older = isDenied(principal, '2026-01-01T00:00:00.000Z') ? [] : ['older sessions'];
  return new Set([...keys.map(([key]) => key), ...rights, ...older]);
}

/** IAM with one principal in it. */
export const iamCalls = (
  principal: Principal,
  { fate = () => 'works' }: Pick<CallOptions, 'fate'> = {},
): CloudCalls => callsTo(handlersOf(principal), { fate });

function handlersOf(principal: Principal): Handlers {
  const isUser = principal.kind === 'iam-user';
  const named = (is: boolean, name: string | undefined): Principal => {
    if (is && name === principal.name) return principal;
    throw new PortError('aws.not-found', `no ${String(name)}`);
  };
  const user = ({ UserName }: { UserName?: string | undefined }) => named(isUser, UserName);
  const role = ({ RoleName }: { RoleName?: string | undefined }) => named(!isUser, RoleName);
  const shared = {
    Path: principal.path,
    Arn: arnOf(principal),
    CreateDate: new Date(0),
  };
  return {
    'iam:GetUser': (input) => ({
      User: { ...shared, UserName: user(input).name, UserId: 'AIDAEXAMPLE' },
    }),
    'iam:GetRole': (input) => ({
      Role: {
        ...shared,
        RoleName: role(input).name,
        RoleId: 'AROAEXAMPLE',
        AssumeRolePolicyDocument: encodeURIComponent(TRUST),
      },
    }),
    'iam:ListAccessKeys': (input) => keysOn(user(input), input),
    'iam:UpdateAccessKey': (input) => {
      const { keys } = user(input);
      const { AccessKeyId: key = '', Status } = input;
      if (!(key in keys)) throw new PortError('aws.not-found', `no key ${key}`);
      keys[key] = Status === 'Active' ? 'Active' : 'Inactive';
      return {};
    },
    'iam:GetUserPolicy': (input) => ({ UserName: input.UserName, ...policyOf(user(input), input) }),
    'iam:PutUserPolicy': (input) => put(user(input), input),
    'iam:DeleteUserPolicy': (input) => remove(user(input), input),
    'iam:GetRolePolicy': (input) => ({ RoleName: input.RoleName, ...policyOf(role(input), input) }),
    'iam:PutRolePolicy': (input) => put(role(input), input),
    'iam:DeleteRolePolicy': (input) => remove(role(input), input),
    'iam:ListInstanceProfilesForRole': (input) => {
      role(input);
      return { InstanceProfiles: [] };
    },
    'ec2:DescribeIamInstanceProfileAssociations': () => ({ IamInstanceProfileAssociations: [] }),
    'iam:SimulatePrincipalPolicy': ({ ActionNames = [], ContextEntries }) => ({
      EvaluationResults: ActionNames.map((EvalActionName) => ({
        EvalActionName,
        EvalDecision: isDenied(principal, ContextEntries?.[0]?.ContextKeyValues?.[0])
          ? ('explicitDeny' as const)
          : ('allowed' as const),
      })),
    }),
  };
}

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com', AWS: [`arn:aws:iam::${ACCOUNT}:root`] },
      Action: 'sts:AssumeRole',
    },
  ],
});

/** One key a page, as IAM may answer at any time. */
function keysOn({ keys }: Principal, { Marker = '0' }: In<'iam:ListAccessKeys'>) {
  const all = Object.entries(keys).map(([AccessKeyId, Status]) => ({ AccessKeyId, Status }));
  const at = Number(Marker);
  const isMore = at + 1 < all.length;
  return {
    AccessKeyMetadata: all.slice(at, at + 1),
    IsTruncated: isMore,
    ...(isMore ? { Marker: String(at + 1) } : {}),
  };
}

interface Named {
  readonly PolicyName?: string | undefined;
  readonly PolicyDocument?: string | undefined;
}

function policyOf({ policies }: Principal, { PolicyName = '' }: Named) {
  const document = policies[PolicyName];
  if (document === undefined) throw new PortError('aws.not-found', `no policy ${PolicyName}`);
  return { PolicyName, PolicyDocument: encodeURIComponent(document) };
}

function put({ policies }: Principal, { PolicyName = '', PolicyDocument = '' }: Named) {
  policies[PolicyName] = PolicyDocument;
  return {};
}

function remove(principal: Principal, named: Named) {
  const { PolicyName } = policyOf(principal, named);
  Reflect.deleteProperty(principal.policies, PolicyName);
  return {};
}
