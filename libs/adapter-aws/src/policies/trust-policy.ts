import { documentOf } from './document.ts';
import type { PolicyDocument } from './document.ts';
import type { MemberPlaces } from './places.ts';
import { appRoles, stepsOf } from './roles.ts';
import type { AppRole } from './roles.ts';
import { allow } from './statement.ts';
import type { PolicyStatement } from './statement.ts';

/**
 * Who may take the role in an application account: the programs' roles of the forensic account, each for its own
 * steps, with the external id, and in a session that is tagged with case and step and with nothing else.
 */
export const memberTrustPolicy = (member: MemberPlaces): PolicyDocument =>
  documentOf(
    appRoles.flatMap((role) => {
      const steps = stepsOf[role];
      return steps === undefined ? [] : trustIn(member, role, steps);
    }),
  );

function trustIn(
  member: MemberPlaces,
  role: AppRole,
  steps: readonly string[],
): readonly PolicyStatement[] {
  const { partition, forensicAccount, rolePath, externalId, organization } = member;
  const principals = [`arn:${partition}:iam::${forensicAccount}:role/${rolePath}${role}`];
  const within = organization === undefined ? {} : { 'aws:PrincipalOrgID': [organization] };
  const name = role.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  const tagged = { ...within, 'aws:RequestTag/step': steps };
  return [
    allow(`Let${name}In`, {
      principals,
      actions: ['sts:AssumeRole'],
      resources: [],
      conditions: {
        StringEquals: { ...tagged, 'sts:ExternalId': [externalId] },
        Null: { 'aws:RequestTag/case': ['false'] },
      },
    }),
    allow(`Let${name}NameIt`, {
      principals,
      actions: ['sts:TagSession'],
      resources: [],
      conditions: {
        StringEquals: tagged,
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['case', 'step'] },
      },
    }),
  ];
}
