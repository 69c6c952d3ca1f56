import type { Subject } from './subject.ts';

/**
 * What is done about one subject of an event, and why. `open` starts a case, `attach` adds the finding to the open
 * case of the subject, `ignore` is a reasoned nothing, `reject` is an event that could not be understood or whose
 * rule could not be evaluated (the raw event is kept for replay).
 */
export interface Decision {
  readonly outcome: 'open' | 'attach' | 'ignore' | 'reject';
  /** A sentence for the log. */
  readonly reason: string;
  /** The playbook rule that decided, where one did. */
  readonly rule?: string;
  /** Absent where the event names no subject that can be handled. */
  readonly subject?: Subject;
  /** True only on an explicit order or a rule that says so. Plain triage never isolates (F-22). */
  readonly isolate: boolean;
  readonly findingIds: readonly string[];
}
