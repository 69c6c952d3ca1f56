type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

/** The text of a parameter, by a path of names; empty where there is none. */
export const text = (fields: Fields, ...path: readonly string[]): string => {
  const value = at(fields, path);
  return typeof value === 'string' ? value : '';
};

/** All texts of a parameter that is a text or a list of them. */
export function texts(fields: Fields, ...path: readonly string[]): readonly string[] {
  const value = at(fields, path);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one) => typeof one === 'string');
}

/** All objects of a parameter that is a list of objects. */
export function objects(fields: Fields, ...path: readonly string[]): readonly Fields[] {
  const value = at(fields, path);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => (isFields(one) ? [one] : []));
}

const isFields = (value: Value): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function at(fields: Fields, path: readonly string[]): Value {
  let value: Value = fields;
  for (const name of path) value = isFields(value) ? value[name] : undefined;
  return value;
}
