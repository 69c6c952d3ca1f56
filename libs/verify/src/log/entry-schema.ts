import { entryBodies, entryTypes, envelopeSchema } from '@afo/domain';
import type { Entry, EntryType } from '@afo/domain';
import { z } from 'zod';

import { tolerantParse } from '../tolerant-parse.ts';
import type { Parsed } from '../tolerant-parse.ts';

// One strict schema a type, ready made: a log has a million lines.
const schemas: ReadonlyMap<string, z.ZodType<Entry>> = new Map(
  entryTypes.map((type) => [type, schemaOf(type)]),
);

/** The entry that a parsed line holds. Unknown members are told and left out; an unknown type is a fault. */
export function parseEntry(value: unknown): Parsed<Entry> {
  const schema = schemas.get(typeOf(value));
  if (schema === undefined)
    return { ok: false, faults: ['type: not a type of entry that this verifier knows'] };
  return tolerantParse(schema, value);
}

const typeOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
    ? value.type
    : '';

function schemaOf(type: EntryType): z.ZodType<Entry> {
  const shape = { ...envelopeSchema.shape, type: z.literal(type), body: entryBodies[type] };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the map loses the link of type and body
  return z.strictObject(shape) as unknown as z.ZodType<Entry>;
}
