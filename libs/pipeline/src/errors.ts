import { AfoError } from '@afo/domain';
import type { RejectionCode } from './ingest/rejection.ts';

export type PipelineErrorCode =
  | 'case.not-found'
  | 'case.closed'
  | 'case.busy'
  | 'case.still-working'
  | 'case.nothing-to-do'
  | 'step.unknown'
  | 'step.no-plan'
  | 'request.not-pending'
  | 'request.same-person'
  | 'request.expired'
  | 'evidence.empty'
  | 'evidence.not-sealed'
  | 'evidence.digest-mismatch'
  | 'evidence.unknown-item'
  | 'playbook.invalid'
  | 'finding.rejected'
  | 'finding.ambiguous'
  | RejectionCode;

/** A use case could not be carried out. */
export class PipelineError extends AfoError<PipelineErrorCode> {}
