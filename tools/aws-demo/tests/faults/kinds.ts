import type { LabFaultRule } from '@afo/aws-lab';

/** Ways in which a call goes wrong, and what of it the log must name. */
export interface FaultKind {
  readonly name: string;
  readonly rule: Pick<LabFaultRule, 'kind' | 'probability' | 'times'>;
  /** What stands in the log where an attempt failed of it. */
  readonly named: RegExp;
  /** Whether a later attempt can be better; an attempt that cannot is the last one. */
  readonly passes: boolean;
}

export const KINDS: readonly FaultKind[] = [
  {
    name: 'throttled in three of ten calls',
    rule: { kind: 'throttle', probability: 0.3 },
    named: /aws\.throttled/,
    passes: true,
  },
  {
    name: 'answered with 500',
    rule: { kind: 'internal-error' },
    named: /aws\.unavailable/,
    passes: true,
  },
  {
    name: 'answered with 503',
    rule: { kind: 'unavailable' },
    named: /aws\.unavailable/,
    passes: true,
  },
  {
    name: 'never answered',
    // Each costs the whole time that an answer may take.
    rule: { kind: 'hung', times: 4 },
    named: /aws\.unavailable/,
    passes: true,
  },
  {
    name: 'refused for expired keys',
    rule: { kind: 'expired-token' },
    named: /aws\.expired/,
    passes: true,
  },
  { name: 'denied', rule: { kind: 'access-denied' }, named: /aws\.denied/, passes: false },
  {
    name: 'answered with nothing',
    rule: { kind: 'empty-answer' },
    named: /(?:aws|host|source)\.[a-z-]+/,
    passes: false,
  },
  {
    name: 'cut off in the middle',
    rule: { kind: 'cut-body' },
    named: /aws\.unavailable/,
    passes: true,
  },
];
