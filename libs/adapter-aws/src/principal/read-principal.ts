import type { PrincipalSubject, Where } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { HostCalls } from '../host/host-calls.ts';
import { ask } from '../host/inventory/ask.ts';
import type { Asked } from '../host/inventory/ask.ts';

export interface ReadPrincipal {
  readonly arn: string;
  /** Who may take a role, as IAM says it: a policy as it stands in a URL. */
  readonly trust?: string;
  readonly asked: Asked<'iam:GetUser'> | Asked<'iam:GetRole'>;
}

/**
 * The user or role as IAM describes it now.
 * @throws PortError `aws.*`; `aws.not-found` where there is none, or one of that name in another account
 */
export async function readPrincipal(
  calls: HostCalls,
  subject: PrincipalSubject,
): Promise<ReadPrincipal> {
  const { arn, trust, asked } = await described(calls, subject);
  if (asked.error !== undefined) throw asked.error;
  // IAM answers for the account of the session, whatever the subject says.
  if (arn?.startsWith(`arn:${subject.partition}:iam::${subject.account}:`) !== true)
    throw new PortError(
      'aws.not-found',
      `IAM knows no ${subject.id} in account ${subject.account}`,
    );
  return { arn, asked, ...(trust === undefined ? {} : { trust }) };
}

async function described(calls: HostCalls, { kind, id }: PrincipalSubject) {
  if (kind === 'iam-user') {
    const asked = await ask(calls, ['iam:GetUser', { UserName: id }]);
    return { arn: asked.answers[0]?.User?.Arn, trust: undefined, asked };
  }
  const asked = await ask(calls, ['iam:GetRole', { RoleName: id }]);
  const role = asked.answers[0]?.Role;
  return { arn: role?.Arn, trust: role?.AssumeRolePolicyDocument, asked };
}

/** IAM is the same in every region, so a place in it has none. */
export const placeOf = ({ partition, account }: PrincipalSubject, resource: string): Where => ({
  partition,
  account,
  resource,
});

export const wordsFor = ({ kind, id }: PrincipalSubject): string =>
  `the ${kind === 'iam-user' ? 'user' : 'role'} ${id}`;
