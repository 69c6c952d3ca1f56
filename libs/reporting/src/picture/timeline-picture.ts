import type { Instant, Report, ReportDetection, ReportStep, Severity } from '@afo/domain';
import { severityLevels } from '@afo/domain';
import { counted, grouped, readable } from '../text/quantities.ts';
import type { Drawing, Paint, Shape } from './drawing.ts';
import type { TimeScale } from './time-scale.ts';
import { positionOf, round, ticksOf, timeScale } from './time-scale.ts';

const WIDTH = 720;
const LEFT = 132;
const RIGHT = 692;
const LANE = 20;
const BARS = 56;
const MOST_LANES = 16;

/**
 * The timeline to scale: above, what the evidence shows (detections by severity, and how many events there are);
 * below, what was done in the case, step by step. Two scales, since months may lie between the two.
 */
export function timelinePicture(report: Report): Drawing {
  const above = evidencePanel(report);
  const below = workPanel(report, above.bottom + 30);
  return {
    width: WIDTH,
    height: below.bottom + 6,
    description: description(report),
    shapes: [...above.shapes, ...below.shapes],
  };
}

interface Panel {
  readonly shapes: readonly Shape[];
  readonly bottom: number;
}

function evidencePanel(report: Report): Panel {
  const span = spanOf(report);
  const scale = timeScale(span, { left: LEFT, right: RIGHT });
  const severities = severityLevels
    .toReversed()
    .filter((severity) =>
      report.detections.listed.some((detection) => detection.severity === severity),
    );
  const top = 26;
  const lanes = severities.flatMap((severity, index) =>
    detectionLane(severity, { report, scale, y: top + index * LANE + LANE / 2 }),
  );
  const bars = histogram(report, scale, top + severities.length * LANE + 6);
  const bottom = bars.bottom;
  return {
    shapes: [
      title(`What the evidence shows, ${readable(span.from)} to ${readable(span.to)}`, 12),
      ...axis(scale, { top: top - 4, bottom }),
      ...bars.shapes,
      ...lanes,
    ],
    bottom: bottom + 26,
  };
}

function spanOf(report: Report): { readonly from: Instant; readonly to: Instant } {
  const { histogram: counted_ } = report.timeline ?? {};
  return counted_ ?? { from: report.openedAt, to: report.covers.until };
}

interface Lane {
  readonly report: Report;
  readonly scale: TimeScale;
  readonly y: number;
}

function detectionLane(severity: Severity, { report, scale, y }: Lane): readonly Shape[] {
  const detections = report.detections.listed.filter(
    (detection) => detection.severity === severity,
  );
  return [
    label(`${severity} (${String(report.detections.bySeverity[severity])})`, y + 3.5, severity),
    ...detections.flatMap((detection) => stretch(detection, scale, y)),
    ...detections.flatMap(({ at }) => {
      const x = at === undefined ? undefined : positionOf(scale, at);
      return x === undefined ? [] : [{ kind: 'dot' as const, x, y, radius: 3.6, paint: severity }];
    }),
  ];
}

/** A detection that lasted is a bar from its beginning to its end. */
function stretch(
  { at, until, severity }: ReportDetection,
  scale: TimeScale,
  y: number,
): readonly Shape[] {
  if (at === undefined || until === undefined) return [];
  const from = positionOf(scale, at);
  const to = positionOf(scale, until);
  if (from === undefined || to === undefined || to <= from) return [];
  return [
    { kind: 'rect', x: from, y: y - 1.5, width: round(to - from), height: 3, paint: severity },
  ];
}

function histogram({ timeline }: Report, scale: TimeScale, top: number): Panel {
  const counts = timeline?.histogram?.counts ?? [];
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const width = (scale.right - scale.left) / Math.max(1, counts.length);
  const bars = counts.flatMap((count, index): readonly Shape[] => {
    if (count === 0) return [];
    // The root of the count, so that one line of a log is seen beside a package installation of 10,000 files.
    const height = Math.max(1, round(Math.sqrt(count / most) * BARS));
    return [
      {
        kind: 'rect',
        x: round(scale.left + index * width),
        y: round(top + BARS - height),
        width: Math.max(0.6, round(width - 0.6)),
        height,
        paint: 'events',
      },
    ];
  });
  return {
    shapes: [
      label(timeline === undefined ? 'no timeline' : 'events', top + BARS - 4, 'muted'),
      ...(most === 0 ? [] : [label(`up to ${grouped(most)} a bar`, top + BARS - 18, 'muted')]),
      ...bars,
    ],
    bottom: top + BARS,
  };
}

function workPanel(report: Report, top: number): Panel {
  const scale = timeScale(
    { from: report.openedAt, to: report.covers.until },
    { left: LEFT, right: RIGHT },
  );
  const timed = report.steps.filter(
    ({ startedAt, endedAt }) => (startedAt ?? endedAt) !== undefined,
  );
  const shown = timed.slice(0, MOST_LANES);
  const first = top + 14;
  const bottom = first + Math.max(1, shown.length) * LANE;
  const left = timed.length - shown.length;
  return {
    shapes: [
      title(
        `What was done, ${readable(report.openedAt)} to ${readable(report.covers.until)}` +
          (left === 0 ? '' : ` (${counted(left, 'further step')} not drawn)`),
        top,
      ),
      ...axis(scale, { top: first - 4, bottom }),
      ...shown.flatMap((step, index) =>
        stepLane(step, { report, scale, y: first + index * LANE + LANE / 2 }),
      ),
    ],
    bottom: bottom + 26,
  };
}

function stepLane(step: ReportStep, { report, scale, y }: Lane): readonly Shape[] {
  const from = positionOf(scale, step.startedAt ?? step.endedAt ?? report.openedAt) ?? scale.left;
  const to = positionOf(scale, step.endedAt ?? report.covers.until) ?? scale.right;
  const paint = (
    { succeeded: 'work', started: 'work', failed: 'failed', skipped: 'skipped' } as const
  )[step.status];
  return [
    label(
      shortName(step.key),
      y + 3.5,
      paint === 'work' ? 'ink' : paint === 'failed' ? 'failed' : 'muted',
    ),
    {
      kind: 'rect',
      x: Math.min(from, scale.right - 2),
      y: y - 5,
      width: Math.max(2, round(to - from)),
      height: 10,
      paint,
    },
  ];
}

/** Labels have room for about 24 characters. */
function shortName(key: string): string {
  const characters = Array.from(key);
  return characters.length <= 24 ? key : `${characters.slice(0, 23).join('')}…`;
}

const title = (text: string, y: number): Shape => ({
  kind: 'text',
  x: 0,
  y,
  text,
  size: 10,
  align: 'start',
  paint: 'ink',
  bold: true,
});

const label = (text: string, y: number, paint: Paint): Shape => ({
  kind: 'text',
  x: LEFT - 10,
  y,
  text,
  size: 8.5,
  align: 'end',
  paint,
});

function axis(
  scale: TimeScale,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): readonly Shape[] {
  return [
    { kind: 'line', x1: scale.left, y1: bottom, x2: scale.right, y2: bottom, paint: 'muted' },
    ...ticksOf(scale).flatMap(({ x, time, day }): readonly Shape[] => [
      { kind: 'line', x1: x, y1: top, x2: x, y2: bottom, paint: 'grid' },
      { kind: 'text', x, y: bottom + 11, text: time, size: 8, align: 'middle', paint: 'muted' },
      ...(day === undefined
        ? []
        : [
            {
              kind: 'text',
              x,
              y: bottom + 21,
              text: day,
              size: 8,
              align: 'middle',
              paint: 'muted',
            } as const,
          ]),
    ]),
  ];
}

function description(report: Report): string {
  const { timeline, detections, steps } = report;
  const span = spanOf(report);
  const inside = detections.listed.filter(
    ({ at }) => at !== undefined && at >= span.from && at <= span.to,
  ).length;
  const events =
    timeline?.histogram === undefined
      ? 'No timeline of events was made.'
      : `${counted(
          timeline.histogram.counts.reduce((a, b) => a + b, 0),
          'event',
        )} are drawn as bars; ` +
        `${grouped(timeline.histogram.before)} lie before and ${grouped(timeline.histogram.after)} after this span.`;
  return (
    `Two time lines. The upper one goes from ${readable(span.from)} to ${readable(span.to)} and shows ` +
    `${String(inside)} of ${counted(detections.total, 'detection')} by severity; the others give no time or lie outside. ${events} ` +
    `The lower one goes from ${readable(report.openedAt)} to ${readable(report.covers.until)} and shows ${counted(steps.length, 'step')} of the case. ` +
    'The tables that follow hold the same.'
  );
}
