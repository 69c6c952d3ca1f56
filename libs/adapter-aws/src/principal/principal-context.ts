import type { CaseId, PrincipalSubject } from '@afo/domain';
import type { HostCalls } from '../host/host-calls.ts';

/** Whose principal it is, how IAM is reached, and what time it is. */
export interface PrincipalContext {
  readonly calls: HostCalls;
  readonly subject: PrincipalSubject;
  readonly case: CaseId;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}
