import type { CaseId, Instant } from '@afo/domain';

/** The trusted clock of the stack, in UTC. */
export interface Clock {
  now(): Instant;
}

/** Makes case ids: UUIDv7 of the given instant with fresh randomness. */
export interface CaseIds {
  next(at: Instant): CaseId;
}
