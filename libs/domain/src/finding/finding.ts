import { z } from 'zod';
import { sha256Schema } from '../identity/digest.ts';
import { instantSchema } from '../identity/instant.ts';
import { boundedText, countSchema, nameSchema } from '../identity/text.ts';
import { subjectSchema } from './subject.ts';

export const findingFormats = ['asff', 'guardduty', 'ocsf', 'webhook'] as const;

export const severityLevels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export const severitySchema = z.enum(severityLevels);
export type Severity = z.infer<typeof severitySchema>;

/** True when `severity` is `floor` or worse. */
export const isAtLeast = (severity: Severity, floor: Severity): boolean =>
  severityLevels.indexOf(severity) >= severityLevels.indexOf(floor);

/** The event as it came: its digest and, once kept, where its bytes are. */
export const rawEventSchema = z.strictObject({
  sha256: sha256Schema,
  bytes: countSchema,
  key: boundedText(1024).optional(),
});

const tagsSchema = z.record(boundedText(256), boundedText(1024));

/** A finding in the product's own words, whatever product and format it came from. */
export const findingSchema = z.strictObject({
  /** The producer's own id: the finding's, never the detector's or generator's (F-42). */
  id: boundedText(2048).min(1),
  format: z.enum(findingFormats),
  /** Who produced it, e.g. `GuardDuty`. */
  product: nameSchema,
  /** ARN of the product in Security Hub, without which nobody can write on the finding (ING-7). */
  productArn: boundedText(2048).min(1).optional(),
  title: boundedText(1024),
  types: z.array(boundedText(512)).max(50),
  severity: severitySchema,
  createdAt: instantSchema.optional(),
  updatedAt: instantSchema.optional(),
  /** A custom action chosen by a person, e.g. `Forensic Triage`. */
  action: nameSchema.optional(),
  sample: z.boolean(),
  archived: z.boolean(),
  suppressed: z.boolean(),
  /** People or its producer have marked it as dealt with. */
  resolved: z.boolean().optional(),
  /** Every subject that it names, in its order; the instance need not be first (F-40). */
  subjects: z.array(subjectSchema).max(200),
  /** Tags of the finding itself, where its producer sets some. */
  tags: tagsSchema,
  /** Tags of each subject, as the finding tells them, in the order of `subjects`. */
  subjectTags: z.array(tagsSchema).max(200).optional(),
  raw: rawEventSchema,
});
export type Finding = z.infer<typeof findingSchema>;
