import type { Identity } from '@afo/domain';

/** What STS GetCallerIdentity answers. */
export interface Caller {
  readonly arn: string;
  readonly userId: string;
}

/**
 * Which person a caller can be. An IAM user is one; a session of IAM Identity Center bears the name of its user; a
 * session of any other role bears a name that its caller chose, unless the deployment says that the role's trust policy
 * enforces it. Root, federation tokens and the rest can be anybody.
 */
export function identityOf(caller: Caller, namedSessions: ReadonlySet<string>): Identity {
  const person = personOf(caller, namedSessions);
  return {
    by: 'aws',
    name: caller.arn,
    id: caller.userId,
    ...(person === undefined ? {} : { person }),
  };
}

/** Name of a role that IAM Identity Center keeps: its permission set, and 16 characters of its own. */
const IDENTITY_CENTER_ROLE = /^AWSReservedSSO_[\w+=,.@-]+_[0-9a-f]{16}$/;

function personOf({ arn }: Caller, namedSessions: ReadonlySet<string>): string | undefined {
  const [, , service, , account, ...rest] = arn.split(':');
  const [kind, ...path] = rest.join(':').split('/');
  if (service === 'iam' && kind === 'user') return path.at(-1);
  if (service !== 'sts' || kind !== 'assumed-role') return undefined;
  const [role, session] = path;
  if (role === undefined || account === undefined) return undefined;
  const isNamed = IDENTITY_CENTER_ROLE.test(role) || namedSessions.has(`${account}/${role}`);
  return isNamed ? session : undefined;
}
