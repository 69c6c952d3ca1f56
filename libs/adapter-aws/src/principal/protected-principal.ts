import type { PrincipalSubject } from '@afo/domain';
import { PortError } from '@afo/ports';

/** What the orchestrator itself stands on. */
export interface OwnGround {
  /** The forensic account. */
  readonly account: string;
  /** Name of its role in every other account, with its path if it has one. */
  readonly memberRole: string;
}

/** Why a principal is never contained, whoever orders it; undefined where it may be. `arn` is what IAM says of it. */
export function whyProtected(
  { kind, id, account }: PrincipalSubject,
  own: OwnGround,
  arn = '',
): string | undefined {
  if (account === own.account)
    return 'it is in the forensic account, whose own principals the orchestrator never denies';
  // IAM knows one role of a name, and takes no difference in case for another.
  if (kind === 'iam-role' && id.toLowerCase() === nameIn(own.memberRole).toLowerCase())
    return 'it is the role by which the orchestrator enters the account';
  if (/:role\/aws-(?:service-role|reserved)\//.test(arn))
    return 'it is a role that AWS itself looks after, and takes no policies of others';
  return undefined;
}

/** @throws PortError `host.protected` */
export function mustNotBeProtected(...asked: Parameters<typeof whyProtected>): void {
  const reason = whyProtected(...asked);
  if (reason !== undefined)
    throw new PortError('host.protected', `${asked[0].id} is not contained: ${reason}`);
}

const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
