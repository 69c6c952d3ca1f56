import type { MemberStep } from './member-steps.ts';

type Keys = Readonly<Record<string, readonly string[]>>;

/** Only in a session that is tagged with one of these steps; the trust policy asks for the tag. */
export const inSteps = (...steps: readonly MemberStep[]): Keys => ({
  'aws:PrincipalTag/step': steps,
});

/** A policy variable: the tag of the session. */
const ITS_CASE = '${aws:PrincipalTag/case}';

/** What bears the case of the session already, and what is made and gets it. */
export const ofItsCase: Keys = { 'aws:ResourceTag/afo:case': [ITS_CASE] };
export const forItsCase: Keys = { 'aws:RequestTag/afo:case': [ITS_CASE] };
/** The same of what a proof makes, which has a tag of its own. */
export const ofItsProof: Keys = { 'aws:ResourceTag/afo:proof-of': [ITS_CASE] };
export const forItsProof: Keys = { 'aws:RequestTag/afo:proof-of': [ITS_CASE] };
