import { z } from 'zod';

export type Tags = Readonly<Record<string, string>>;

const text = z.string().max(1024);
const keyed = z.union([
  z.object({ key: text, value: text }),
  z.object({ Key: text, Value: text }).transform(({ Key, Value }) => ({ key: Key, value: Value })),
  z.object({ name: text, value: text }).transform(({ name, value }) => ({ key: name, value })),
]);
const listed = z.array(z.unknown()).max(1000);
const mapped = z.record(z.string(), z.unknown());

/**
 * Tags from each form in which findings tell them: a map (ASFF), or a list of `key`, `Key` or `name` with a value.
 * AWS allows keys of 128 and values of 256 characters; what cannot be a tag is passed over, and the raw event keeps it.
 */
export function tagsOf(value: unknown): Tags {
  const list = listed.safeParse(value);
  const pairs = list.success
    ? list.data.flatMap((member) => {
        const pair = keyed.safeParse(member);
        return pair.success ? [[pair.data.key, pair.data.value] as const] : [];
      })
    : Object.entries(mapped.safeParse(value).data ?? {});
  return Object.fromEntries(pairs.filter(isTag));
}

const isTag = (pair: readonly [string, unknown]): pair is readonly [string, string] =>
  pair[0] !== '' &&
  pair[0] !== '__proto__' &&
  pair[0].length <= 256 &&
  pair[0].isWellFormed() &&
  typeof pair[1] === 'string' &&
  pair[1].length <= 1024 &&
  pair[1].isWellFormed();
