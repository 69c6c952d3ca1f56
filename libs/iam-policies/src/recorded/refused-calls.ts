import { judge, judgeTrust } from '../judge/judge.ts';
import type { Access } from '../judge/judge.ts';
import { memberSteps } from '../member/member-steps.ts';
import type { MemberPlaces, Places } from '../places.ts';
import { memberPoliciesOf, policiesOf } from '../policies-of.ts';
import { appRoles } from '../roles.ts';
import { sessionPolicyOf } from '../session-policy.ts';
import { memberTrustPolicy } from '../trust-policy.ts';
import { accessOf } from './access-of.ts';
import type { CallFacts, RecordedCall } from './recorded-call.ts';
import { tagsIn } from './tags-in.ts';

export interface Deployed {
  readonly places: Places;
  readonly members: readonly MemberPlaces[];
  /** What IAM knows beside the record; tags are those that the record tells of. */
  readonly facts: CallFacts;
}

export interface RefusedCall<C extends RecordedCall> {
  readonly call: C;
  readonly access: Access;
}

/**
 * What of the recorded calls would have been refused by the policies of the role that made it: its own, in an
 * application account also those of its session, and where it takes a role the trust of that. Judges calls that were
 * made under a role; what an account's own key did (a lab that is set up) is nobody's role, see `isUnderRole`.
 * @throws Error for a role, or a step of a session, of which no policy is known
 */
export function refusedCalls<C extends RecordedCall>(
  calls: readonly C[],
  { places, members, facts }: Deployed,
): readonly RefusedCall<C>[] {
  const judges = new Map([...judgesOfApps(places, members), ...members.flatMap(judgesOfMember)]);
  const known = { tagsOf: tagsIn(calls), ...facts };
  return calls.filter(isUnderRole).flatMap((call) => {
    const may = judges.get(keyOf(call));
    if (may === undefined) throw new Error(`no policy is known of ${keyOf(call)}`);
    return accessOf(call, known).flatMap((access) => (may(access) ? [] : [{ call, access }]));
  });
}

export const isUnderRole = ({ principal }: RecordedCall): boolean => principal?.role !== undefined;

type Judge = (access: Access) => boolean;

/** Account and role, and in an application account the step of the session. */
function keyOf({ principal }: RecordedCall): string {
  const { account = '', role = '', tags } = principal ?? {};
  const step = tags?.['step'];
  return [account, role, ...(step === undefined ? [] : [step])].join(' ');
}

function judgesOfApps(
  places: Places,
  members: readonly MemberPlaces[],
): readonly (readonly [string, Judge])[] {
  const trusts = members.map(memberTrustPolicy);
  return appRoles.map((app) => {
    const role = `${places.rolePath}${app}`;
    const principal = `arn:${places.partition}:iam::${places.account}:role/${role}`;
    const policies = policiesOf(app, places);
    const may: Judge = (access) =>
      judge(policies, access).allowed &&
      (!access.action.startsWith('sts:') ||
        trusts.some((trust) => judgeTrust(trust, principal, access).allowed));
    return [`${places.account} ${role}`, may];
  });
}

function judgesOfMember(member: MemberPlaces): readonly (readonly [string, Judge])[] {
  const policies = memberPoliciesOf(member);
  return memberSteps.map((step) => {
    const session = [sessionPolicyOf(step)];
    const may: Judge = (access) =>
      judge(policies, access).allowed && judge(session, access).allowed;
    return [`${member.account} ${member.role} ${step}`, may];
  });
}
