import type { Severity } from '@afo/domain';

/**
 * GuardDuty's number: low from 1, medium from 4, high from 7, critical from 9.
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
 */
export const levelOfGuardDuty = (severity: number): Severity | undefined =>
  levelOf(severity, { highest: 10, from: [1, 4, 7, 9] });

/**
 * The ASFF's `Normalized`: 0 informational, 1 low, 40 medium, 70 high, 90 critical.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html
 */
export const levelOfAsff = (normalized: number): Severity | undefined =>
  levelOf(normalized, { highest: 100, from: [1, 40, 70, 90] });

/** OCSF `severity_id`: 1 informational … 5 critical, 6 fatal; 0 unknown and 99 other say nothing. */
export const levelOfOcsf = (id: number): Severity | undefined =>
  (
    ({
      1: 'informational',
      2: 'low',
      3: 'medium',
      4: 'high',
      5: 'critical',
      6: 'critical',
    }) as const
  )[id];

/** A level by its word, in any case. */
export function levelOfWord(word: string): Severity | undefined {
  switch (word.toLowerCase()) {
    case 'informational':
      return 'informational';
    case 'low':
      return 'low';
    case 'medium':
      return 'medium';
    case 'high':
      return 'high';
    case 'critical':
    case 'fatal':
      return 'critical';
    default:
      return undefined;
  }
}

interface Scale {
  readonly highest: number;
  /** Where low, medium, high and critical begin. */
  readonly from: readonly [number, number, number, number];
}

function levelOf(value: number, { highest, from }: Scale): Severity | undefined {
  if (!(value >= 0 && value <= highest)) return undefined;
  const [low, medium, high, critical] = from;
  if (value < low) return 'informational';
  if (value < medium) return 'low';
  if (value < high) return 'medium';
  return value < critical ? 'high' : 'critical';
}
