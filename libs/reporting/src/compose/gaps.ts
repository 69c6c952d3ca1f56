import type {
  CaseState,
  Entry,
  Report,
  ReportItem,
  ReportRun,
  ReportStep,
  Statement,
} from '@afo/domain';
import { analysisGaps } from './analysis-gaps.ts';
import { evidenceGaps } from './evidence-gaps.ts';
import { workGaps } from './work-gaps.ts';

/** What the gaps are looked for in. */
export interface GapSources {
  readonly entries: readonly Entry[];
  readonly state: CaseState;
  readonly evidence: readonly ReportItem[];
  readonly steps: readonly ReportStep[];
  readonly runs: readonly ReportRun[];
  readonly containment: Report['containment'];
  /** What whoever gathered the sources could not read. */
  readonly unread: readonly Statement[];
}

const WEIGHT = { doubt: 0, missing: 1, plain: 2, good: 3 } as const;

/**
 * Everything that did not match, failed, was skipped, is missing, or limits what may be relied on (C40, C41): the
 * gravest first. An empty answer means that the log knows of nothing.
 */
export const gapsOf = (sources: GapSources): Statement[] =>
  [
    ...evidenceGaps(sources.evidence, sources.entries),
    ...containmentGap(sources.containment),
    ...sources.unread,
    ...workGaps(sources.entries, sources.state, sources.steps),
    ...analysisGaps(sources.runs, sources.evidence, sources.entries),
  ].toSorted((a, b) => WEIGHT[a.tone] - WEIGHT[b.tone]);

const containmentGap = ({ statement }: Report['containment']): readonly Statement[] =>
  statement.tone === 'missing' || statement.tone === 'doubt' ? [statement] : [];
