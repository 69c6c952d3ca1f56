/** A copy of a policy in which each stand-in is replaced by what is known at deployment. */
export function filled<T>(value: T, by: ReadonlyMap<string, string>): T;
export function filled(value: unknown, by: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return by.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one: unknown) => filled(one, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, by)]));
}
