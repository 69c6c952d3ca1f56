import { z } from 'zod';
import { instantSchema } from '../identity/instant.ts';
import { boundedText, nameSchema } from '../identity/text.ts';
import { pointerSchema } from './pointer.ts';

/** One event of the one timeline over memory, disk and logs (ANA-4). A line of JSON in the timeline items. */
export const timelineEventSchema = z.strictObject({
  at: instantSchema,
  /** What kind of clock reading: `file.modified`, `file.accessed`, `file.changed`, `file.born`, `file.deleted`, `log`, … */
  kind: nameSchema,
  /** Who wrote the record, e.g. `ext4`, `auth.log`, `wtmp`, `journal`, `nginx`. */
  source: nameSchema,
  /** One line for people; may hold hostile characters, whoever shows it escapes it. */
  summary: boundedText(8192),
  pointer: pointerSchema,
  facts: z.record(nameSchema, z.union([boundedText(8192), z.number(), z.boolean()])).optional(),
  /** A doubt about the time: no year in the record, a time in the future, a clock known to be wrong (F-73). */
  doubt: boundedText(512).optional(),
});
export type TimelineEvent = z.infer<typeof timelineEventSchema>;
