import { z } from 'zod';
import { detectionSchema } from '../analysis/detection.ts';
import { timelineEventSchema } from '../analysis/timeline.ts';
import { toolRunSchema } from '../analysis/tool-run.ts';
import { severitySchema } from '../finding/finding.ts';
import { evidenceIdSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { countSchema } from '../identity/text.ts';

/** A detection with its number in this report; `pointersInAll` counts those that were left out here, too. */
export const reportDetectionSchema = detectionSchema.extend({
  number: z.int().min(1),
  pointersInAll: z.int().min(1),
});
export type ReportDetection = z.infer<typeof reportDetectionSchema>;

export const reportDetectionsSchema = z.strictObject({
  /** All that the analysis found; `listed` may be fewer, the worst first. */
  total: countSchema,
  bySeverity: z.record(severitySchema, countSchema),
  listed: z.array(reportDetectionSchema),
  /** The items that hold all of them. */
  from: z.array(evidenceIdSchema),
});
export type ReportDetections = z.infer<typeof reportDetectionsSchema>;

/** Events counted in equal parts of a span of time; what lies outside the span is counted too. */
export const histogramSchema = z.strictObject({
  from: instantSchema,
  to: instantSchema,
  counts: z.array(countSchema).min(1),
  before: countSchema,
  after: countSchema,
});
export type Histogram = z.infer<typeof histogramSchema>;

/** An event that a detection points at. */
export const notableEventSchema = timelineEventSchema.extend({
  detections: z.array(z.int().min(1)).min(1),
});
export type NotableEvent = z.infer<typeof notableEventSchema>;

/** The timeline in short; all of it is in the CSV file and in the items that `from` names. */
export const reportTimelineSchema = z.strictObject({
  events: countSchema,
  doubtful: countSchema,
  first: instantSchema.optional(),
  last: instantSchema.optional(),
  bySource: z.array(z.strictObject({ source: z.string(), events: countSchema })),
  histogram: histogramSchema.optional(),
  notable: z.array(notableEventSchema),
  /** Events that detections point at and that are not in `notable`. */
  notableLeftOut: countSchema,
  from: z.array(evidenceIdSchema),
});
export type ReportTimeline = z.infer<typeof reportTimelineSchema>;

/** A tool run with the entry that holds it. */
export const reportRunSchema = z.strictObject({ ...toolRunSchema.shape, entry: countSchema });
export type ReportRun = z.infer<typeof reportRunSchema>;
