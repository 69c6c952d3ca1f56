import { sentenceSchema } from '@afo/domain';
import { z } from 'zod';

/** Why content that was sealed for the record is not the evidence that it should be (docs/reference/errors.md). */
export const acquisitionFailureCodes = [
  'acquisition.incomplete',
  'acquisition.source-changed',
  'acquisition.digest-mismatch',
  'memory.empty',
  'memory.zeros',
  'memory.truncated',
  'memory.damaged',
  'memory.no-kernel',
  'memory.unsupported',
] as const;
export type AcquisitionFailureCode = (typeof acquisitionFailureCodes)[number];

export const failureSchema = z.strictObject({
  code: z.enum(acquisitionFailureCodes),
  cause: sentenceSchema,
});
export type Failure = z.infer<typeof failureSchema>;
