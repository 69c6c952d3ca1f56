import type {
  CaseState,
  Detection,
  Entry,
  EvidenceId,
  Manifest,
  Report,
  ReportTimeline,
  Statement,
} from '@afo/domain';
import { fold, isEntry } from '@afo/domain';
import { ReportingError } from '../errors.ts';
import { containmentOf } from './containment.ts';
import { rankDetections, reportDetections } from './detections.ts';
import { entryWords } from './entry-words.ts';
import { custodyForms, reportEvidence } from './evidence.ts';
import { gapsOf } from './gaps.ts';
import { measuresOf } from './measures.ts';
import { standingOf, summaryOf } from './summary.ts';
import {
  reportAuthority,
  reportChanges,
  reportCheckpoints,
  reportFindings,
  reportSteps,
} from './work.ts';

/** Everything that a report is made of. Nothing else goes into it: no clock, no machine, no other source. */
export interface ReportInput {
  readonly product: Report['product'];
  /** The entries of the log from number 0 on, as far as the report covers them. */
  readonly entries: readonly Entry[];
  /** Manifests that could be read; a sealed item without one is told as a gap. */
  readonly manifests: readonly Manifest[];
  readonly detections: {
    readonly all: readonly Detection[];
    readonly from: readonly EvidenceId[];
  };
  /** The result of a TimelineDigest; absent when no timeline was made. */
  readonly timeline?: ReportTimeline;
  /** Public keys (vkey) that signed checkpoints of the case. */
  readonly keys: readonly string[];
  /** What whoever gathered this could not read. */
  readonly unread?: readonly Statement[];
}

/** Longest log that is printed whole; of longer ones the entries that something refers to are. */
const MOST_ENTRIES = 2000;

/**
 * The report as data. The same input gives the same report.
 * @throws ReportingError `report.no-case` when there are no entries
 */
export function composeReport(input: ReportInput): Report {
  const state = fold(input.entries);
  const [first] = input.entries;
  if (state === undefined || first === undefined)
    throw new ReportingError('report.no-case', 'an empty log tells no case');
  const parts = partsOf(input, state);
  const log = logOf(input.entries);
  return {
    v: 1,
    product: input.product,
    case: state.id,
    title: state.opened.title,
    subject: state.opened.subject,
    stack: state.opened.stack,
    openedAt: state.opened.at,
    openedBy: first.actor,
    reason: state.opened.reason,
    status: state.status,
    covers: { entries: state.size, until: state.lastAt },
    retention: state.opened.retention,
    ...parts,
    findings: reportFindings(input.entries),
    ...reportAuthority(input.entries, state),
    ...planOf(input.entries, state),
    changes: reportChanges(input.entries),
    custody: custodyForms(input.entries, parts.evidence),
    verification: { keys: [...input.keys], checkpoints: reportCheckpoints(input.entries) },
    log,
    logLeftOut: input.entries.length - log.length,
  };
}

type Parts = Pick<
  Report,
  | 'evidence'
  | 'steps'
  | 'runs'
  | 'containment'
  | 'detections'
  | 'measures'
  | 'gaps'
  | 'standing'
  | 'summary'
> &
  Partial<Pick<Report, 'timeline'>>;

/** The parts that look at each other: gaps look at the evidence, and the first page at everything. */
function partsOf(input: ReportInput, state: CaseState): Parts {
  const { entries, manifests, timeline } = input;
  const evidence = reportEvidence(entries, state, manifests);
  const steps = reportSteps(entries, state);
  const runs = entries
    .filter((entry) => isEntry(entry, 'analysis.completed'))
    .map(({ seq, body }) => ({ ...body, entry: seq }));
  const containment = containmentOf(entries, state);
  const detections = reportDetections(rankDetections(input.detections.all), input.detections.from);
  const measures = measuresOf(entries, state, manifests);
  const unread = input.unread ?? [];
  const gaps = gapsOf({ entries, state, evidence, steps, runs, containment, unread });
  const sources = {
    entries,
    state,
    evidence,
    detections,
    timeline,
    runs,
    containment,
    measures,
    gaps,
  };
  return {
    evidence,
    steps,
    runs,
    containment,
    detections,
    measures,
    gaps,
    ...(timeline === undefined ? {} : { timeline }),
    standing: standingOf(gaps, evidence),
    summary: summaryOf(sources),
  };
}

function planOf(entries: readonly Entry[], { plan }: CaseState): Partial<Pick<Report, 'plan'>> {
  const made = entries.findLast((entry) => isEntry(entry, 'plan.made'));
  if (made === undefined || plan === undefined) return {};
  return { plan: { ...plan, entry: made.seq } };
}

/** Of a very long log, the beginning and the end are printed; the bundle holds it whole. */
function logOf(entries: readonly Entry[]): Report['log'] {
  const shown =
    entries.length <= MOST_ENTRIES
      ? entries
      : [...entries.slice(0, MOST_ENTRIES / 2), ...entries.slice(-MOST_ENTRIES / 2)];
  return shown.map((entry) => ({
    entry: entry.seq,
    at: entry.at,
    actor: entry.actor,
    type: entry.type,
    ...(entry.why === undefined ? {} : { why: entry.why }),
    what: entryWords(entry),
  }));
}
