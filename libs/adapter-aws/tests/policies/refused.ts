import type { LabCall } from '@afo/aws-lab';
import {
  accessOf,
  appRoles,
  judge,
  judgeTrust,
  memberPoliciesOf,
  memberSteps,
  memberTrustPolicy,
  policiesOf,
  sessionPolicyOf,
} from '../../src/policies/index.ts';
import type { Access, CallFacts, MemberPlaces, Places } from '../../src/policies/index.ts';

export interface Deployed {
  readonly places: Places;
  readonly member: MemberPlaces;
  readonly facts: CallFacts;
}

/** The calls that were made under a role, and not under an account's own key. */
export const callsOfRoles = (calls: readonly LabCall[]): readonly LabCall[] =>
  calls.filter(({ principal }) => principal?.kind === 'role');

/** What of the recorded calls the policy of the caller's role does not allow, in words. */
export function refused(calls: readonly LabCall[], deployed: Deployed): readonly string[] {
  const judges = judgesOf(deployed);
  return callsOfRoles(calls).flatMap((call) =>
    accessOf(call, deployed.facts)
      .filter((access) => !mayDo(call, access, judges))
      .map(
        ({ action, resource, context }) =>
          `${call.principal?.role ?? ''}: ${action} ${resource} ${JSON.stringify(context)}`,
      ),
  );
}

/** By role and, in an application account, by step: layers of policies, each of which must allow a request. */
type Judges = ReadonlyMap<string, (access: Access) => boolean>;

function judgesOf({ places, member }: Deployed): Judges {
  const trust = memberTrustPolicy(member);
  const memberPolicies = memberPoliciesOf(member);
  return new Map([
    ...appRoles.map((app) => {
      const role = `${places.rolePath}${app}`;
      const principal = `arn:${places.partition}:iam::${places.account}:role/${role}`;
      const policies = policiesOf(app, places);
      const may = (access: Access): boolean =>
        judge(policies, access).allowed &&
        // A role that is taken in another account must also trust whoever takes it.
        (!access.action.startsWith('sts:') || judgeTrust(trust, principal, access).allowed);
      return [role, may] as const;
    }),
    ...memberSteps.map((step) => {
      const session = [sessionPolicyOf(step)];
      const may = (access: Access): boolean =>
        judge(memberPolicies, access).allowed && judge(session, access).allowed;
      return [`${member.role} ${step}`, may] as const;
    }),
  ]);
}

function mayDo({ principal }: LabCall, access: Access, judges: Judges): boolean {
  const { role = '', tags = {} } = principal ?? {};
  const step = tags['step'];
  const may = judges.get(step === undefined ? role : `${role} ${step}`);
  if (may === undefined)
    throw new Error(`no policy is known of ${role} in the step ${step ?? '-'}`);
  return may(access);
}
