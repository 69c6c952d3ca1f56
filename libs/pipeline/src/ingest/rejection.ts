/** Why an event, or a part of one, was not taken. Documented in docs/reference/errors.md. */
export const rejectionCodes = [
  'event.too-large',
  'event.too-many-records',
  'event.not-utf8',
  'event.not-json',
  'event.too-deep',
  'event.empty',
  'event.unknown-format',
  'event.not-a-finding',
  'event.unsupported-class',
  'finding.malformed',
  'finding.bad-account',
  'finding.bad-resource',
  'finding.no-place',
  'finding.not-containable',
  'finding.no-severity',
  'finding.too-many-resources',
  'finding.unreadable',
  'rule.not-evaluable',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

/** A part of an event that was not taken, with its bytes as they came, so that it can be replayed. */
export interface Rejection {
  readonly code: RejectionCode;
  /** A sentence; whatever it quotes is escaped and short. */
  readonly reason: string;
  /** Ids of the findings in it, as far as they could be read. */
  readonly findingIds: readonly string[];
  readonly raw: Uint8Array;
}
