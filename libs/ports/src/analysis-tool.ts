import type { Detection, EvidenceKind, Manifest, Pointer, TimelineEvent, Tool } from '@afo/domain';
import type { Progress } from './job-queue.ts';
import type { ToolRunner } from './tool-runner.ts';

/** A verified working copy, opened read-only; the master is not touched (C34). */
export interface WorkingCopy {
  readonly manifest: Manifest;
  /** Path of the raw image or file on this machine. */
  readonly path: string;
  /**
   * Folder for scratch files, empty when the first tool begins and removed after the last. The tools that run on this
   * copy one after the other share it, so that what all of them need is made once.
   */
  readonly scratch: string;
}

/** Fills in what the run knows: item and run id of a pointer are the caller's. */
export type PointerDraft = Omit<Pointer, 'item' | 'run'>;
export type DetectionDraft = Omit<Detection, 'pointers'> & {
  readonly pointers: readonly PointerDraft[];
};
export type EventDraft = Omit<TimelineEvent, 'pointer'> & { readonly pointer: PointerDraft };

/** Something that was brought back, e.g. the content of a deleted file; sealed as evidence of its own. */
export interface RecoveredFile {
  readonly title: string;
  readonly pointer: PointerDraft;
  readonly bytes: Uint8Array;
}

export interface AnalysisSink {
  detection(detection: DetectionDraft): Promise<void>;
  event(event: EventDraft): Promise<void>;
  recovered(file: RecoveredFile): Promise<void>;
  /** Something was left out, cut or doubtful; the run is `partial` then, and the report says so. */
  limit(sentence: string): void;
  progress(progress: Progress): void;
}

export interface AnalysisRequest {
  readonly copy: WorkingCopy;
  readonly tools: ToolRunner;
  readonly sink: AnalysisSink;
  readonly signal: AbortSignal;
}

/** What a tool says of itself before it runs. */
export interface AnalysisToolIdentity {
  readonly tool: Tool;
  readonly ruleSets: readonly { readonly name: string; readonly sha256: string }[];
}

/**
 * One analysis of one item. Deterministic: the same copy, tool and rules give the same records in the same order.
 *
 * MUST: announce version, digests and rule sets; open the copy read-only; throw when it could give nothing to rely
 * on; call `limit` for whatever it left out. MUST NOT return quietly with nothing when its program is missing or its
 * input was not understood (F-06).
 */
export interface AnalysisTool {
  readonly name: string;
  readonly inputs: readonly EvidenceKind[];
  identify(tools: ToolRunner): Promise<AnalysisToolIdentity>;
  run(request: AnalysisRequest): Promise<void>;
}
