import { z } from 'zod';
import { toolSchema } from '../case/actor.ts';
import { sha256Schema } from '../identity/digest.ts';
import { caseIdSchema, evidenceIdSchema, evidenceIdsSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { boundedText, countSchema, nameSchema, sentenceSchema } from '../identity/text.ts';
import { whereSchema } from '../identity/where.ts';
import { storedObjectSchema } from './stored-object.ts';

export const evidenceKinds = [
  'disk',
  'memory',
  'log',
  'finding',
  'inventory',
  'recovered',
  'analysis',
  'timeline',
  'report',
] as const;
export const evidenceKindSchema = z.enum(evidenceKinds);
export type EvidenceKind = z.infer<typeof evidenceKindSchema>;

const rangeSchema = z.tuple([countSchema, countSchema]);

/** Block digests of a disk: a file of concatenated 32-byte SHA-256 digests, and the RFC 6962 root over them. */
export const blockDigestsSchema = z.strictObject({
  size: countSchema,
  count: countSchema,
  root: sha256Schema,
  digests: z.strictObject({ key: boundedText(1024), sha256: sha256Schema }),
});

/** What was expected and what is missing; `missing` are byte ranges [offset, length] that could not be read. */
export const completenessSchema = z.strictObject({
  expectedBytes: countSchema,
  missing: z.array(rangeSchema).max(100_000),
  reason: sentenceSchema.optional(),
});
export type Completeness = z.infer<typeof completenessSchema>;

/**
 * The manifest of an evidence item (docs/spec/evidence-item.md). `content` is of the bytes as seized, unreadable
 * ranges as zeros; `stored` is of the bytes as kept. It is canonical JSON in the vault, and `evidence.sealed` holds
 * its digest.
 */
export const manifestSchema = z.strictObject({
  v: z.literal(1),
  case: caseIdSchema,
  item: evidenceIdSchema,
  kind: evidenceKindSchema,
  title: boundedText(1024),
  root: evidenceIdSchema.optional(),
  parents: evidenceIdsSchema.optional(),
  source: z.strictObject({
    where: whereSchema.optional(),
    facts: z.record(nameSchema, z.unknown()),
  }),
  acquired: z.strictObject({
    tool: toolSchema,
    startedAt: instantSchema,
    endedAt: instantSchema,
    /** Source clock minus trusted clock, in milliseconds; absent where there is no source clock (dead-box). */
    clockOffset: z.number().optional(),
  }),
  content: z.strictObject({
    bytes: countSchema,
    sha256: sha256Schema,
    sha512: z
      .string()
      .regex(/^[0-9a-f]{128}$/)
      .optional(),
    blake3: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  }),
  stored: z.array(storedObjectSchema).min(1),
  blocks: blockDigestsSchema.optional(),
  /** Runs of blocks [first, count] that the source never held: zeros, with their true digests in the digest file. */
  absent: z.array(rangeSchema).optional(),
  completeness: completenessSchema,
  /** What a reader must know before relying on the item. */
  limits: z.array(sentenceSchema).max(1000),
});
export type Manifest = z.infer<typeof manifestSchema>;
