import type { CaseId, EvidenceId, EntryDraft, StepName } from '@afo/domain';
import type { Ports, Progress } from '@afo/ports';
import type { CaseBook } from '../case/case-book.ts';

/** One attempt at one step of one case. */
export interface StepTask {
  readonly caseId: CaseId;
  readonly step: string;
  readonly key: string;
  readonly item?: EvidenceId;
  readonly attempt: number;
}

/** How far a worker lets others see and stop it. */
export interface StepControl {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** Takes an untyped error to the service's own log: its message may not enter the case log. */
  readonly unexpected?: (error: unknown) => void;
}

/** What a step's handler works with. `book.state` is the case; entries go through `book.append`. */
export interface StepContext extends StepControl {
  readonly ports: Ports;
  readonly task: StepTask;
  readonly book: CaseBook;
  /**
   * Evidence ids for what this step derives. They are reserved through the log, so a replay of the step gets the
   * same ids in the same order; asking for more keeps those there are.
   */
  reserve(count: number): Promise<readonly EvidenceId[]>;
  /** Appends entries while the step is not ended; a step that lost its turn writes nothing more and is told so. */
  record(...drafts: readonly EntryDraft[]): Promise<void>;
}

/** `skipped` is an honest end: it says why nothing was done. A failure is thrown, never returned. */
export type StepOutcome =
  | {
      readonly status: 'succeeded';
      readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
    }
  | { readonly status: 'skipped'; readonly reason: string };

/** The work of one step: idempotent, it finds in log and vault what an earlier attempt has done. */
export type StepHandler = (context: StepContext) => Promise<StepOutcome>;

/** The handlers that one app offers. */
export type StepHandlers = Partial<Readonly<Record<StepName, StepHandler>>>;
