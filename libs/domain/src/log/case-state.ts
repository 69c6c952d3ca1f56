import type { Authorisation, AuthorisationRequest } from '../case/authorisation.ts';
import type { EntryBody } from './entry.ts';
import type { CaseId, EvidenceId, RequestId } from '../identity/ids.ts';
import type { Instant } from '../identity/instant.ts';
import type { PlanPart } from '../plan/plan-parts.ts';
import type { Plan } from '../plan/plan.ts';

/** How far one step (with its item) has come. */
export interface StepState {
  readonly key: string;
  readonly step: string;
  readonly item?: EvidenceId;
  readonly status: 'started' | 'succeeded' | 'failed' | 'skipped';
  /** False for a failed attempt that will be tried again. */
  readonly ended: boolean;
  readonly attempt: number;
  readonly reserves: readonly EvidenceId[];
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  readonly code?: string;
  readonly cause?: string;
  readonly reason?: string;
  readonly retryable?: boolean;
}

/** What the log says of one evidence item. */
export interface ItemState {
  readonly item: EvidenceId;
  readonly acquired?: EntryBody<'evidence.acquired'>;
  readonly sealed?: EntryBody<'evidence.sealed'>;
  readonly verifications: readonly (EntryBody<'evidence.verified'> & { readonly at: Instant })[];
}

export interface RequestState extends AuthorisationRequest {
  readonly status: 'pending' | 'granted' | 'refused' | 'expired';
  readonly at: Instant;
  readonly reasonOfEnd?: string;
}

/**
 * A case as its log tells it: a pure projection, never stored as truth. `status` is `open` until `case.closed`.
 */
export interface CaseState {
  readonly id: CaseId;
  readonly status: 'open' | 'closed';
  readonly size: number;
  readonly opened: EntryBody<'case.opened'> & { readonly at: Instant };
  readonly findings: readonly (EntryBody<'finding.attached'> & { readonly at: Instant })[];
  readonly authorisations: readonly Authorisation[];
  readonly requests: ReadonlyMap<RequestId, RequestState>;
  readonly plan?: Plan;
  /** Parts of a plan that is not made yet; nobody acts on them. */
  readonly planParts: readonly PlanPart[];
  readonly steps: ReadonlyMap<string, StepState>;
  readonly items: ReadonlyMap<EvidenceId, ItemState>;
  readonly runs: readonly EntryBody<'analysis.completed'>[];
  readonly containment?: 'proven' | 'unproven';
  readonly reports: readonly EntryBody<'report.issued'>[];
  readonly checkpoints: readonly EntryBody<'checkpoint.signed'>[];
  readonly lastAt: Instant;
  readonly next: {
    readonly evidence: number;
    readonly authorisation: number;
    readonly request: number;
    readonly run: number;
  };
}
