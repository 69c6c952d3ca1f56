import { z } from 'zod';

// Date.parse takes 30 February for 2 March; the round trip does not.
const isDay = (text: string): boolean => {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
};

/** RFC 3339, UTC, milliseconds: `2026-11-24T03:55:01.123Z`. */
export const instantSchema = z
  .string()
  .regex(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/,
    'an instant is RFC 3339 in UTC with milliseconds',
  )
  .refine(isDay, 'no such day')
  .brand<'Instant'>();
export type Instant = z.infer<typeof instantSchema>;

/** The instant of a point in time in milliseconds since 1970. */
export const instantOf = (epochMilliseconds: number): Instant =>
  instantSchema.parse(new Date(epochMilliseconds).toISOString());

/** Milliseconds since 1970 of an instant. */
export const epochOf = (instant: Instant): number => Date.parse(instant);
