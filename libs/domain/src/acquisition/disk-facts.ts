import { z } from 'zod';
import { boundedText, countSchema, nameSchema } from '../identity/text.ts';

/** What a disk source says of itself before it is read; kept in the manifest as the source's facts and their proof. */
export const diskFactsSchema = z.strictObject({
  format: z.enum(['raw', 'split-raw', 'qcow2', 'ewf', 'block-device', 'ebs-snapshot']),
  /** Size of the disk as seized, in bytes. */
  bytes: countSchema,
  /** Facts as the source states them: paths, sizes, embedded digests, control-plane answers with request ids. */
  facts: z.record(nameSchema, z.union([boundedText(4096), z.number(), z.boolean()])),
});
export type DiskFacts = z.infer<typeof diskFactsSchema>;
