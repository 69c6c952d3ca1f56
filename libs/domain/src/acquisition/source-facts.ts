import { z } from 'zod';
import { boundedText, countSchema, nameSchema } from '../identity/text.ts';

/** How the bytes come: a container that is opened to the disk inside it, or `file`, bytes as they are. */
export const sourceFormats = [
  'raw',
  'split-raw',
  'qcow2',
  'ewf',
  'block-device',
  'ebs-snapshot',
  'file',
] as const;

/** What a source says of itself before it is read; kept in the manifest as the source's facts and their proof. */
export const sourceFactsSchema = z.strictObject({
  format: z.enum(sourceFormats),
  /** Size as seized, in bytes. */
  bytes: countSchema,
  /** Facts as the source states them: paths, sizes, times, control-plane answers with request ids. */
  facts: z.record(nameSchema, z.union([boundedText(4096), z.number(), z.boolean()])),
  /** Digests of the content that the container holds (E01), in lower-case hex; compared with ours (F-68). */
  embedded: z
    .strictObject({ md5: hex(32).optional(), sha1: hex(40).optional(), sha256: hex(64).optional() })
    .optional(),
  /** What a reader must know of this source, e.g. internal snapshots that are not acquired. */
  limits: z.array(boundedText(4000).min(1)).max(100),
});
export type SourceFacts = z.infer<typeof sourceFactsSchema>;

function hex(digits: number): z.ZodString {
  return z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${String(digits)}}$`), 'a digest in lower-case hex');
}
