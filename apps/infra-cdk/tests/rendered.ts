/** Values for what a template knows at deployment only. */
export type Values = Readonly<Record<string, string>>;

/** A part of a template as CloudFormation would make it: references replaced, texts joined. Throws at what it does not know. */
export function rendered(part: unknown, values: Values): unknown {
  if (Array.isArray(part)) return part.map((one) => rendered(one, values));
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && isIntrinsic(first[0]))
    return intrinsic(first[0], rendered(first[1], values), values);
  return Object.fromEntries(entries.map(([key, value]) => [key, rendered(value, values)]));
}

const isIntrinsic = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');

function intrinsic(name: string, of: unknown, values: Values): string {
  if (name === 'Fn::Join' && Array.isArray(of) && Array.isArray(of[1]))
    return of[1].map(String).join(String(of[0]));
  const asked = name === 'Ref' ? String(of) : Array.isArray(of) ? of.map(String).join('.') : '';
  const value = values[asked];
  if (value === undefined) throw new Error(`${name} ${asked} has no value here`);
  return value;
}
