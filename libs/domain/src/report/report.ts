import { z } from 'zod';
import { actorSchema } from '../case/actor.ts';
import { sha256Schema } from '../identity/digest.ts';
import { caseIdSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { subjectSchema } from '../finding/subject.ts';
import { severitySchema } from '../finding/finding.ts';
import { authorisationIdSchema } from '../identity/ids.ts';
import { countSchema } from '../identity/text.ts';
import {
  reportDetectionsSchema,
  reportRunSchema,
  reportTimelineSchema,
} from './report-analysis.ts';
import { custodyFormSchema, reportItemSchema } from './report-evidence.ts';
import {
  containmentSchema,
  measureSchema,
  reportAuthorisationSchema,
  reportChangeSchema,
  reportPlanSchema,
  reportRequestSchema,
  reportStepSchema,
} from './report-work.ts';
import { statementSchema, wordsSchema } from './statement.ts';

const reportFindingSchema = z.strictObject({
  entry: countSchema,
  at: instantSchema,
  product: z.string(),
  format: z.string(),
  title: z.string(),
  types: z.array(z.string()),
  severity: severitySchema,
  findingIds: z.array(z.string()),
  isolate: z.boolean(),
  rule: z.string().optional(),
  reason: z.string(),
  rawSha256: sha256Schema,
  rawBytes: countSchema,
});

const checkpointLineSchema = z.strictObject({
  entry: countSchema,
  size: z.int().min(1),
  root: sha256Schema,
  key: z.string(),
  timestamp: z.boolean(),
});

/** One entry of the log in a line, so that every reference of the report lands somewhere. */
const logLineSchema = z.strictObject({
  entry: countSchema,
  at: instantSchema,
  actor: actorSchema,
  type: z.string(),
  why: authorisationIdSchema.optional(),
  what: wordsSchema,
});

/**
 * The report of a case as data: the JSON twin of the printed report (docs/spec/report.md). It speaks of the first
 * `covers.entries` entries of the case log, and of nothing that they do not prove. `standing` is `complete` when the
 * log knows nothing that failed or is missing, `doubtful` when a digest did not match, and `partial` otherwise.
 */
export const reportSchema = z.strictObject({
  v: z.literal(1),
  product: z.strictObject({ name: z.string(), version: z.string() }),
  case: caseIdSchema,
  title: z.string(),
  subject: subjectSchema,
  stack: z.enum(['local', 'aws']),
  openedAt: instantSchema,
  openedBy: actorSchema,
  reason: z.string(),
  status: z.enum(['open', 'closed']),
  covers: z.strictObject({ entries: z.int().min(1), until: instantSchema }),
  standing: z.enum(['complete', 'partial', 'doubtful']),
  summary: z.strictObject({
    happened: z.array(statementSchema).min(1),
    done: z.array(statementSchema).min(1),
    missing: z.array(statementSchema).min(1),
  }),
  findings: z.array(reportFindingSchema),
  authorisations: z.array(reportAuthorisationSchema),
  requests: z.array(reportRequestSchema),
  plan: reportPlanSchema.optional(),
  detections: reportDetectionsSchema,
  timeline: reportTimelineSchema.optional(),
  evidence: z.array(reportItemSchema),
  custody: z.array(custodyFormSchema),
  containment: containmentSchema,
  changes: z.array(reportChangeSchema),
  steps: z.array(reportStepSchema),
  /** Everything that failed, was skipped, is missing or limits what may be relied on (C40, C41). */
  gaps: z.array(statementSchema),
  runs: z.array(reportRunSchema),
  measures: z.array(measureSchema),
  retention: z.strictObject({ until: instantSchema, legalHold: z.boolean() }),
  verification: z.strictObject({
    /** Public keys (C2SP vkey strings) that signed the case's checkpoints. */
    keys: z.array(z.string()),
    checkpoints: z.array(checkpointLineSchema),
  }),
  log: z.array(logLineSchema),
  /** Entries that are not in `log` because there were too many; they are in the bundle's case log. */
  logLeftOut: countSchema,
});
export type Report = z.infer<typeof reportSchema>;
