import type { CaseId, Subject } from '@afo/domain';
import type { NotificationOutcome } from './notifier.ts';

/** A finding where it was made: both names come from the finding itself. */
export interface FindingIdentifier {
  readonly id: string;
  /** ARN of the product that made it, by which Security Hub keeps findings apart. */
  readonly productArn: string;
}

export interface FindingNote {
  readonly caseId: CaseId;
  /** Whom the case is about: the finding is in the account and region of that. */
  readonly subject: Subject;
  readonly findings: readonly FindingIdentifier[];
  /** What is said on the finding; never more than the log proves (F-08). */
  readonly text: string;
  /** Whether the finding is marked as taken; otherwise its status stays what people made it. */
  readonly taken: boolean;
}

/**
 * Says on the finding itself what became of it (ING-7). Like Notifier: MUST NOT throw for a finding that could not be
 * written; it answers one outcome for each finding, `to` being its id, and `delivered` only where the other side has
 * named it as written. To write the same again changes nothing.
 */
export interface FindingWriteBack {
  write(note: FindingNote): Promise<readonly NotificationOutcome[]>;
}
