import { z } from 'zod';
import { evidenceIdSchema, toolRunIdSchema } from '../identity/ids.ts';
import { boundedText, countSchema } from '../identity/text.ts';

/**
 * Where in the evidence a statement rests, exact enough that a stranger finds it again with other tools (C39).
 * `path` is as the file system has it, hostile characters included; `pathBytes` is base64 where it is not UTF-8.
 */
export const pointerSchema = z.strictObject({
  item: evidenceIdSchema,
  run: toolRunIdSchema,
  /** Byte offset of the file system or range in the item. */
  offset: countSchema.optional(),
  /** Metadata address as the Sleuth Kit writes it, e.g. `1234` or `1234-128-1`. */
  inode: boundedText(64).optional(),
  path: boundedText(8192).optional(),
  pathBytes: z.base64().optional(),
  /** Line of a text file, from 1. */
  line: countSchema.optional(),
  /** Record of a binary log (utmp, journal), from 0. */
  record: countSchema.optional(),
  deleted: z.boolean().optional(),
});
export type Pointer = z.infer<typeof pointerSchema>;
