import type { Access } from '../judge/judge.ts';
import { dynamodbAccess } from './dynamodb-access.ts';
import { ec2Access } from './ec2-access.ts';
import { iamAccess, stsAccess } from './identity-access.ts';
import { otherAccess } from './other-access.ts';
import type { CallFacts, CallPlace, RecordedCall } from './recorded-call.ts';
import { s3Access } from './s3-access.ts';

const BY_SERVICE: Readonly<
  Record<string, (call: RecordedCall, place: CallPlace) => readonly Access[]>
> = {
  dynamodb: dynamodbAccess,
  ec2: ec2Access,
  iam: iamAccess,
  s3: s3Access,
  sts: stsAccess,
};

/**
 * What IAM asks about a recorded call: every action on every resource, all of which must be allowed. An operation that
 * no table names is judged on all resources, so that only a policy for all of them would allow it.
 * @throws Error for a call of nobody
 */
export function accessOf(call: RecordedCall, facts: CallFacts): readonly Access[] {
  const { principal, region, service } = call;
  if (principal === undefined) throw new Error(`nobody is known to have called ${call.operation}`);
  const place = { ...facts, region, account: principal.account };
  const tags = Object.entries(principal.tags ?? {});
  const who = Object.fromEntries(tags.map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
  const needed = (BY_SERVICE[service] ?? otherAccess)(call, place);
  return needed.map(({ context, ...access }) => ({ ...access, context: { ...who, ...context } }));
}
