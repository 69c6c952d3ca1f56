import type {
  Detection,
  EvidenceId,
  ReportDetection,
  ReportDetections,
  Severity,
} from '@afo/domain';
import { severityLevels } from '@afo/domain';

/** How many detections a report lists, and pointers of one; all of them are in the items that it names. */
const MOST_LISTED = 1000;
const MOST_POINTERS = 250;

/** A detection with its place in the report, all its pointers still there. */
export interface RankedDetection extends Detection {
  readonly number: number;
}

/** The worst first, then the earliest, then by rule; numbered from 1. The same set gives the same numbers. */
export const rankDetections = (detections: readonly Detection[]): readonly RankedDetection[] =>
  detections
    .map((detection) => ({ detection, key: sortKey(detection) }))
    .toSorted((a, b) => compare(a.key, b.key))
    .map(({ detection }, index) => ({ ...detection, number: index + 1 }));

const sortKey = (detection: Detection): readonly (string | number)[] => [
  -severityLevels.indexOf(detection.severity),
  detection.at ?? '~',
  detection.rule,
  detection.title,
  JSON.stringify(detection.pointers),
];

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right !== undefined && left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** The detections as the report holds them. */
export function reportDetections(
  ranked: readonly RankedDetection[],
  from: readonly EvidenceId[],
): ReportDetections {
  return {
    total: ranked.length,
    bySeverity: countsBySeverity(ranked),
    listed: ranked.slice(0, MOST_LISTED).map(shortened),
    from: [...from],
  };
}

function countsBySeverity(detections: readonly Detection[]): Record<Severity, number> {
  const counts = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 };
  for (const { severity } of detections) counts[severity] += 1;
  return counts;
}

const shortened = (detection: RankedDetection): ReportDetection => ({
  ...detection,
  pointers: detection.pointers.slice(0, MOST_POINTERS),
  pointersInAll: detection.pointers.length,
});
