import { documentOf } from './document.ts';
import type { PolicyDocument } from './document.ts';
import type { MemberPlaces } from './places.ts';
import { appRoles, stepsOf } from './roles.ts';
import type { AppRole } from './roles.ts';
import { allow } from './statement.ts';
import type { PolicyStatement } from './statement.ts';

/**
 * Who may take the role in an application account: the programs' roles of the forensic account, each for its own
 * steps, with the external id, and in a session that is tagged with case and step and with nothing else. IAM takes
 * 2,048 characters, so roles with the same steps stand together, and so do all of them where it says what a session
 * may be tagged with: which step a role may name is asked where it is let in, and that it names a case where it tags,
 * which it must to name a step.
 */
export const memberTrustPolicy = (member: MemberPlaces): PolicyDocument => {
  const bySteps = new Map<string, AppRole[]>();
  for (const role of appRoles) {
    const steps = stepsOf[role]?.join() ?? '';
    bySteps.set(steps, [...(bySteps.get(steps) ?? []), role]);
  }
  bySteps.delete('');
  return documentOf([
    ...[...bySteps.values()].map((roles) => letIn(member, roles)),
    tagging(member, [...bySteps.values()].flat()),
  ]);
};

function letIn(member: MemberPlaces, roles: readonly AppRole[]): PolicyStatement {
  const [first] = roles;
  const steps = first === undefined ? [] : (stepsOf[first] ?? []);
  return allow(`Let${roles.map(wordOf).join('')}In`, {
    principals: principalsOf(member, roles),
    actions: ['sts:AssumeRole'],
    resources: [],
    conditions: {
      StringEquals: {
        ...within(member),
        'aws:RequestTag/step': steps,
        'sts:ExternalId': [member.externalId],
      },
    },
  });
}

const tagging = (member: MemberPlaces, roles: readonly AppRole[]): PolicyStatement =>
  allow('NameCaseAndStep', {
    principals: principalsOf(member, roles),
    actions: ['sts:TagSession'],
    resources: [],
    conditions: {
      ...(member.organization === undefined ? {} : { StringEquals: within(member) }),
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['case', 'step'] },
      Null: { 'aws:RequestTag/case': ['false'] },
    },
  });

const principalsOf = (
  { partition, forensicAccount, rolePath }: MemberPlaces,
  roles: readonly AppRole[],
): readonly string[] =>
  roles.map((role) => `arn:${partition}:iam::${forensicAccount}:role/${rolePath}${role}`);

const within = ({ organization }: MemberPlaces): Record<string, readonly string[]> =>
  organization === undefined ? {} : { 'aws:PrincipalOrgID': [organization] };

const wordOf = (role: AppRole): string =>
  role.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
