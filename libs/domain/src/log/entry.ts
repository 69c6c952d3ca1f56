import { z } from 'zod';
import { actorSchema, toolSchema } from '../case/actor.ts';
import { authorisationIdSchema, caseIdSchema } from '../identity/ids.ts';
import { instantSchema } from '../identity/instant.ts';
import { countSchema } from '../identity/text.ts';
import { whereSchema } from '../identity/where.ts';
import { caseEntryBodies } from './case-entries.ts';
import { evidenceEntryBodies } from './evidence-entries.ts';
import { workEntryBodies } from './work-entries.ts';

/** Every type of entry with the schema of its body. The union is closed: what is not here is not written. */
export const entryBodies = {
  ...caseEntryBodies,
  ...workEntryBodies,
  ...evidenceEntryBodies,
} as const;
export type EntryType = keyof typeof entryBodies;
export type EntryBody<T extends EntryType> = z.infer<(typeof entryBodies)[T]>;
// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the keys of a literal
export const entryTypes: readonly EntryType[] = Object.keys(entryBodies) as EntryType[];

const envelopeShape = {
  v: z.literal(1),
  case: caseIdSchema,
  seq: countSchema,
  at: instantSchema,
  actor: actorSchema,
  why: authorisationIdSchema.optional(),
  where: whereSchema.optional(),
  tool: toolSchema.optional(),
};

/** Everything of an entry but `type` and `body`. */
export const envelopeSchema = z.object(envelopeShape);
type Envelope = z.infer<typeof envelopeSchema>;

/** One line of the case log (docs/spec/case-log.md). */
export type Entry<T extends EntryType = EntryType> = {
  [K in T]: Envelope & { readonly type: K; readonly body: EntryBody<K> };
}[T];

/** An entry before it has its place in a log: the writer adds case, number, time, actor and authority. */
export type EntryDraft<T extends EntryType = EntryType> = {
  [K in T]: { readonly type: K; readonly body: EntryBody<K> } & Pick<
    Partial<Envelope>,
    'actor' | 'why' | 'where' | 'tool'
  >;
}[T];

const strictSchemas: ReadonlyMap<string, z.ZodType> = new Map(
  entryTypes.map((type) => [
    type,
    z.strictObject({ ...envelopeShape, type: z.literal(type), body: entryBodies[type] }),
  ]),
);

/** The writer's schema: unknown types and unknown members are refused. */
export const entrySchema: z.ZodType<Entry> = z.unknown().transform((value, context): Entry => {
  const schema = strictSchemas.get(typeOf(value));
  if (schema === undefined) {
    const message = 'not a type of entry that the case log knows';
    context.addIssue({ code: 'custom', message, path: ['type'] });
    return z.NEVER;
  }
  const parsed = schema.safeParse(value);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the map pairs each type with the schema of its body
  if (parsed.success) return parsed.data as Entry;
  for (const { message, path } of parsed.error.issues) {
    context.addIssue({ code: 'custom', message, path: [...path] });
  }
  return z.NEVER;
});

const typedSchema = z.object({ type: z.string() });

function typeOf(value: unknown): string {
  const parsed = typedSchema.safeParse(value);
  return parsed.success ? parsed.data.type : '';
}

/** Longest entry in bytes, line feed not counted. Larger facts are evidence items, and the entry holds their digest. */
export const MAX_ENTRY_BYTES = 65_536;

/** True when the entry is of that type, and then its body is too. */
export const isEntry = <T extends EntryType>(
  entry: Entry,
  type: T,
): entry is Extract<Entry, { readonly type: T }> => entry.type === type;
