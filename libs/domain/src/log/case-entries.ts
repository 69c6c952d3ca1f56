import { z } from 'zod';
import { authorisationRequestSchema, authorisationSchema } from '../case/authorisation.ts';
import { actorSchema } from '../case/actor.ts';
import { sourceSchema } from '../case/source.ts';
import { findingFormats, rawEventSchema, severitySchema } from '../finding/finding.ts';
import { subjectSchema } from '../finding/subject.ts';
import { requestIdSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { boundedText, nameSchema, sentenceSchema } from '../identity/text.ts';

/** Bodies of the entries about the case itself: who opened it, on which finding, with whose authority. */
export const caseEntryBodies = {
  'case.opened': z.strictObject({
    title: boundedText(1024).min(1),
    subject: subjectSchema,
    stack: z.enum(['local', 'aws']),
    origin: z.enum(['finding', 'command', 'api']),
    reason: sentenceSchema,
    sources: z.array(sourceSchema).max(1000),
    /** Whoever opened it ordered with it, under the authorisation that follows, that the host is isolated. */
    isolate: z.boolean().optional(),
    /** Evidence of the case is kept at least until then, under legal hold from the start (PRE-3). */
    retention: z.strictObject({ until: instantSchema, legalHold: z.boolean() }),
  }),
  'finding.attached': z.strictObject({
    findingIds: z.array(boundedText(2048)).min(1).max(200),
    format: z.enum(findingFormats),
    product: nameSchema,
    productArn: boundedText(2048).min(1).optional(),
    title: boundedText(1024),
    types: z.array(boundedText(512)).max(50),
    severity: severitySchema,
    updatedAt: instantSchema.optional(),
    action: nameSchema.optional(),
    isolate: z.boolean(),
    rule: nameSchema.optional(),
    reason: sentenceSchema,
    raw: rawEventSchema,
  }),
  'authorisation.granted': authorisationSchema,
  'authorisation.pending': authorisationRequestSchema,
  'authorisation.refused': z.strictObject({
    request: requestIdSchema,
    refusedBy: actorSchema,
    reason: sentenceSchema,
  }),
  'authorisation.expired': z.strictObject({ request: requestIdSchema, deadline: instantSchema }),
  'case.closed': z.strictObject({ reason: sentenceSchema }),
  'case.reopened': z.strictObject({ reason: sentenceSchema }),
  'note.added': z.strictObject({ text: sentenceSchema }),
  'notification.sent': z.strictObject({
    channel: nameSchema,
    to: boundedText(1024),
    message: boundedText(4000),
    outcome: z.enum(['delivered', 'failed']),
    cause: sentenceSchema.optional(),
  }),
} as const;
