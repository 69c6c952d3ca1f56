/**
 * For what an application account is entered, as the tag `step` of a session says it. The way of a disk and its clean-up
 * are `acquire-disk`.
 */
export const memberSteps = [
  'triage',
  'preserve',
  'snapshot',
  'contain',
  'prove',
  'acquire-disk',
  'release',
  'write-back',
] as const;
export type MemberStep = (typeof memberSteps)[number];
