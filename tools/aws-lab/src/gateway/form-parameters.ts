/** A value of a form after its dotted names were taken apart. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };

type Branch = Map<string, Branch | string>;

/**
 * The parameters of a query protocol as the nested value that they stand for: `Filter.1.Name=x` becomes
 * `{ Filter: [{ Name: 'x' }] }`; a level `member`, as some services write lists, is left out.
 */
export function formParameters(form: URLSearchParams): Record<string, FormValue> {
  const root: Branch = new Map();
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    plant(
      root,
      name.split('.').filter((part) => part !== 'member'),
      value,
    );
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, valueOf(value)]));
}

function plant(branch: Branch, parts: readonly string[], value: string): void {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) {
    branch.set(first, value);
    return;
  }
  const known = branch.get(first);
  const next: Branch = known instanceof Map ? known : new Map<string, Branch | string>();
  branch.set(first, next);
  plant(next, rest, value);
}

function valueOf(value: Branch | string): FormValue {
  if (typeof value === 'string') return value;
  const entries = [...value];
  const isList = entries.every(([name]) => /^\d+$/.test(name));
  if (!isList) return Object.fromEntries(entries.map(([name, inner]) => [name, valueOf(inner)]));
  return entries
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, inner]) => valueOf(inner));
}
