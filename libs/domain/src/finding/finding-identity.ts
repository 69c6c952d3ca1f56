import { parseArn } from './arn.ts';

/**
 * One string per finding, however it reached us. Security Hub names a GuardDuty finding by its ARN and GuardDuty by
 * the last part of it, so a finding that comes on both ways is one (F-41). Never the detector's ARN (F-42).
 */
export function findingIdentity(id: string): string {
  const arn = parseArn(id);
  if (arn?.service !== 'guardduty') return id;
  return /^detector\/[^/]+\/finding\/([^/]+)$/.exec(arn.resource)?.[1] ?? id;
}
