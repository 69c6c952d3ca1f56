import { z } from 'zod';
import { sha256Schema } from '../identity/digest.ts';
import { boundedText, countSchema } from '../identity/text.ts';

/** Formats in which the vault keeps bytes. `zstd-seekable`: concatenated zstd frames with a seek table at the end. */
export const storedFormats = [
  'raw',
  'zstd-seekable',
  'zstd',
  'json',
  'jsonl',
  'html',
  'pdf',
  'csv',
  'svg',
  'text',
] as const;

/** One object as the vault keeps it: `bytes` and `sha256` are of the stored bytes, not of what they decode to. */
export const storedObjectSchema = z.strictObject({
  key: boundedText(1024).min(1),
  bytes: countSchema,
  sha256: sha256Schema,
  format: z.enum(storedFormats),
  /** Position among the parts of a segmented object, from 0. */
  part: countSchema.optional(),
});
export type StoredObject = z.infer<typeof storedObjectSchema>;
