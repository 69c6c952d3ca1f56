import { AfoError } from '@afo/domain';
import type { CaseId } from '@afo/domain';

export type PortErrorCode =
  | 'case-log.conflict'
  | 'case-log.subject-claimed'
  | 'case-log.not-found'
  | 'case-log.too-large'
  | 'case-log.unavailable'
  | 'vault.exists'
  | 'vault.not-found'
  | 'vault.protected'
  | 'vault.full'
  | 'vault.digest-mismatch'
  | 'vault.unavailable'
  | 'signer.unavailable'
  | 'timestamp.refused'
  | 'timestamp.unavailable'
  | 'queue.unavailable'
  | 'queue.unsafe'
  | 'step.cancelled'
  | 'step.timed-out'
  | 'source.not-found'
  | 'source.not-ready'
  | 'source.failed'
  | 'source.unsupported'
  | 'source.impossible-size'
  | 'source.short-read'
  | 'source.device-error'
  | 'source.changed'
  | 'source.empty'
  | 'codec.damaged'
  | 'export.exists'
  | 'export.full'
  | 'export.unwritable'
  | 'export.wrong-length'
  | 'image-file.exists'
  | 'image-file.full'
  | 'image-file.not-found'
  | 'image-file.unwritable'
  | 'tool.missing'
  | 'tool.digest-mismatch'
  | 'tool.failed'
  | 'tool.timed-out'
  | 'tool.output-limit'
  | 'tool.memory-limit'
  | 'host.unavailable'
  | 'host.protected'
  | 'notifier.failed'
  | 'rejected-events.not-found'
  | 'rejected-events.damaged'
  | 'rejected-events.unavailable'
  | 'aws.throttled'
  | 'aws.denied'
  | 'aws.not-found'
  | 'aws.conflict'
  | 'aws.expired'
  | 'aws.unsupported'
  | 'aws.gone'
  | 'aws.refused'
  | 'aws.unavailable';

/** What an adapter of any stack throws; the code is the same whatever the stack. */
export class PortError extends AfoError<PortErrorCode> {}

/** `case-log.subject-claimed`: another open case has this subject. */
export class SubjectClaimedError extends PortError {
  readonly caseId: CaseId;

  constructor(caseId: CaseId) {
    super('case-log.subject-claimed', `case ${caseId} is open for this subject`);
    this.caseId = caseId;
  }
}
