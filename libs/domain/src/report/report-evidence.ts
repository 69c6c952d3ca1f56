import { z } from 'zod';
import { actorSchema, toolSchema } from '../case/actor.ts';
import { evidenceKindSchema } from '../evidence/manifest.ts';
import { storedObjectSchema } from '../evidence/stored-object.ts';
import { sha256Schema } from '../identity/digest.ts';
import { authorisationIdSchema, evidenceIdSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { countSchema } from '../identity/text.ts';
import { whereSchema } from '../identity/where.ts';
import { wordsSchema } from './statement.ts';

const verificationSchema = z.strictObject({
  entry: countSchema,
  at: instantSchema,
  occasion: z.string(),
  result: z.enum(['match', 'mismatch']),
  bytes: countSchema,
  /** Absent when the item could not be read to its end. */
  sha256: sha256Schema.optional(),
  detail: z.string().optional(),
});

/** An evidence item as the report shows it. `manifest` says whether the manifest could be read for this report. */
export const reportItemSchema = z.strictObject({
  item: evidenceIdSchema,
  kind: evidenceKindSchema.optional(),
  title: z.string(),
  root: evidenceIdSchema.optional(),
  parents: z.array(evidenceIdSchema),
  /** `sealed`; `acquired` but not sealed; or `planned` and never acquired. */
  status: z.enum(['planned', 'acquired', 'sealed', 'disposed']),
  asSeized: z.strictObject({ bytes: countSchema, sha256: sha256Schema }).optional(),
  asStored: z.array(storedObjectSchema),
  expectedBytes: countSchema.optional(),
  missingBytes: countSchema.optional(),
  acquired: z
    .strictObject({ tool: toolSchema, startedAt: instantSchema, endedAt: instantSchema })
    .optional(),
  manifest: z.enum(['read', 'unread', 'none']),
  manifestSha256: sha256Schema.optional(),
  verifications: z.array(verificationSchema),
  limits: z.array(z.string()),
  entries: z.array(countSchema),
});
export type ReportItem = z.infer<typeof reportItemSchema>;

/** One line of the chain-of-custody form: who did what with the item, when, where, and by what authority. */
export const custodyLineSchema = z.strictObject({
  entry: countSchema,
  at: instantSchema,
  actor: actorSchema,
  where: whereSchema.optional(),
  why: authorisationIdSchema.optional(),
  what: wordsSchema,
});
export type CustodyLine = z.infer<typeof custodyLineSchema>;

/** The chain-of-custody form of one item. */
export const custodyFormSchema = z.strictObject({
  item: evidenceIdSchema,
  title: z.string(),
  lines: z.array(custodyLineSchema),
});
export type CustodyForm = z.infer<typeof custodyFormSchema>;
