import { z } from 'zod';
import { toolRunSchema } from '../analysis/tool-run.ts';
import { evidenceKindSchema } from '../evidence/manifest.ts';
import { actorSchema } from '../case/actor.ts';
import { EMPTY_SHA256, sha256Schema } from '../identity/digest.ts';
import { evidenceIdSchema, evidenceIdsSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { boundedText, countSchema, nameSchema, sentenceSchema } from '../identity/text.ts';
import { reportFileSchema } from '../report/report-files.ts';

const sealableDigest = sha256Schema.refine(
  (digest) => digest !== EMPTY_SHA256,
  'the digest of nothing is never evidence (F-01)',
);
const itemDigest = { item: evidenceIdSchema, bytes: z.int().min(1), sha256: sealableDigest };

/** Bodies of the entries about evidence, what was learnt from it, and what left the house. */
export const evidenceEntryBodies = {
  /** All bytes have been read from the source; `missingBytes` > 0 says that some could not be. */
  'evidence.acquired': z.strictObject({
    ...itemDigest,
    kind: evidenceKindSchema,
    title: boundedText(1024),
    root: evidenceIdSchema.optional(),
    parents: evidenceIdsSchema.optional(),
    expectedBytes: countSchema,
    missingBytes: countSchema,
    objects: z.int().min(1),
  }),
  /** The item and its manifest are in write-once storage. */
  'evidence.sealed': z.strictObject({
    ...itemDigest,
    manifest: z.strictObject({
      key: boundedText(1024),
      bytes: z.int().min(1),
      sha256: sha256Schema,
    }),
  }),
  /** The stored bytes were read again, decoded, and gave these digests. Mismatch is an entry too, and a failed step. */
  'evidence.verified': z.strictObject({
    item: evidenceIdSchema,
    occasion: z.enum([
      'acquisition',
      'copy',
      'before-analysis',
      'after-analysis',
      'scheduled',
      'export',
      'request',
    ]),
    bytes: countSchema,
    /** Of what was read; absent when damage kept it from being read to its end. */
    sha256: sha256Schema.optional(),
    result: z.enum(['match', 'mismatch']),
    detail: sentenceSchema.optional(),
  }),
  'evidence.read': z.strictObject({ item: evidenceIdSchema, purpose: sentenceSchema }),
  'evidence.exported': z.strictObject({
    items: evidenceIdsSchema,
    format: z.enum(['bundle', 'raw', 'ewf', 'stored']),
    destination: boundedText(4096),
    /** Digests of what was written, where it is one file; a bundle is bound by the checkpoint that it holds. */
    bytes: countSchema.optional(),
    sha256: sha256Schema.optional(),
  }),
  'evidence.transferred': z.strictObject({
    items: evidenceIdsSchema.min(1),
    receiver: actorSchema,
    /** The receiver's own digest of what arrived, with its signed receipt (C33). */
    receipt: z.strictObject({ sha256: sha256Schema, signature: boundedText(4096) }),
  }),
  'evidence.disposed': z.strictObject({
    item: evidenceIdSchema,
    reason: sentenceSchema,
    retentionEnded: instantSchema,
  }),
  'analysis.completed': z.strictObject({ ...toolRunSchema.shape }),
  'report.issued': z.strictObject({
    item: evidenceIdSchema,
    /** The report speaks of the first `entries` entries of the log. */
    entries: z.int().min(1),
    files: z.array(reportFileSchema).min(1).max(50),
  }),
  'checkpoint.signed': z.strictObject({
    size: z.int().min(1),
    root: sha256Schema,
    key: nameSchema,
    note: sha256Schema,
    timestamp: z.boolean(),
  }),
} as const;
