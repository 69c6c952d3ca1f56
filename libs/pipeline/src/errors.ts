import { AfoError } from '@afo/domain';
import type { AcquisitionFailureCode } from './acquisition/failure.ts';
import type { RejectionCode } from './ingest/rejection.ts';

export type PipelineErrorCode =
  | 'case.not-found'
  | 'case.closed'
  | 'case.busy'
  | 'case.too-many-sources'
  | 'case.still-working'
  | 'case.nothing-to-do'
  | 'step.unknown'
  | 'step.no-plan'
  | 'request.not-pending'
  | 'request.same-person'
  | 'request.expired'
  | 'evidence.empty'
  | 'evidence.not-sealed'
  | 'evidence.not-verified'
  | 'evidence.unfit'
  | 'evidence.digest-mismatch'
  | 'evidence.unknown-item'
  | 'analysis.failed'
  | 'export.impossible'
  | 'plan.too-large'
  | 'playbook.invalid'
  | 'finding.rejected'
  | 'finding.ambiguous'
  | 'host.not-changed'
  | 'host.may-be-open'
  | 'host.nothing-to-change'
  | 'host.nothing-to-release'
  | 'host.cannot-contain'
  | 'host.not-a-person'
  | 'host.unproven'
  | AcquisitionFailureCode
  | RejectionCode;

/** A use case could not be carried out. */
export class PipelineError extends AfoError<PipelineErrorCode> {}
