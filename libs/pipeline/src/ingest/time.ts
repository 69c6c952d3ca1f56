import type { Instant } from '@afo/domain';
import { instantOf } from '@afo/domain';
import { z } from 'zod';

const TIMESTAMP =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?)$/;
// Dates before 1970 or after the year 9999 are no time of a finding, and RFC 3339 could not write the latter.
const LATEST = 253_402_300_799_999;

/**
 * A time as findings write it: RFC 3339 with or without a fraction and with any offset (`+0000` too), as the ASFF
 * allows it, or milliseconds since 1970 as OCSF does. Cut to milliseconds, as Security Hub does.
 */
export const timeSchema = z.union([z.string(), z.number()]).transform((value, context): Instant => {
  const epoch = typeof value === 'number' ? value : epochOfText(value);
  if (epoch >= 0 && epoch <= LATEST) return instantOf(Math.trunc(epoch));
  context.addIssue({ code: 'custom', message: 'not a time' });
  return z.NEVER;
});

function epochOfText(text: string): number {
  const [whole, seconds, fraction = '', offset = 'Z'] = TIMESTAMP.exec(text) ?? [];
  if (whole === undefined || seconds === undefined) return Number.NaN;
  const zone = /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  return Date.parse(
    `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.length === 3 ? `${zone}:00` : zone}`,
  );
}
