import type { MemberStep } from '../member/member-steps.ts';
import type { Places } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';

/**
 * Takes the role of the application accounts, with its external id, and only under a session that is tagged with a
 * case and one of these steps. Accounts are listed, or are those of the organisation.
 * @throws Error when neither is given: any account could call a role so
 */
export function memberAccess(
  places: Places,
  steps: readonly MemberStep[],
): readonly PolicyStatement[] {
  const { accounts, externalId, organization, role } = places.member;
  if (accounts === undefined && organization === undefined)
    throw new Error('member access needs the accounts or the organization');
  const resources = (accounts ?? ['*']).map(
    (account) => `arn:${places.partition}:iam::${account}:role/${role}`,
  );
  const within = organization === undefined ? {} : { 'aws:ResourceOrgID': [organization] };
  return [
    allow('EnterAccounts', {
      actions: ['sts:AssumeRole'],
      resources,
      conditions: {
        StringEquals: {
          ...within,
          'sts:ExternalId': [externalId],
          'aws:RequestTag/step': steps,
        },
        Null: { 'aws:RequestTag/case': ['false'] },
      },
    }),
    allow('NameCaseAndStep', {
      actions: ['sts:TagSession'],
      resources,
      conditions: {
        StringEquals: { ...within, 'aws:RequestTag/step': steps },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['case', 'step'] },
      },
    }),
  ];
}
