/**
 * True when `text` is the canonical form (RFC 8785) of `value`, which it was parsed to.
 *
 * JSON.stringify writes numbers and strings as RFC 8785 does and keeps the order of members, so a text that it gives
 * back unchanged is canonical when its members are sorted and no lone surrogate was escaped. Whatever fails that quick
 * look is written anew, member by member; member names like `1` and `10` come out of JSON.parse in another order.
 */
export function isCanonical(text: string, value: unknown): boolean {
  if (JSON.stringify(value) === text && isSorted(value) && !text.includes('\\ud')) return true;
  return canonicalText(value) === text;
}

/** The canonical form of a value that JSON.parse gave, or undefined where RFC 8785 has none. */
export function canonicalText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? JSON.stringify(value) : undefined;
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : undefined;
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : composite(value);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      return undefined;
  }
}

function composite(value: object): string | undefined {
  if (Array.isArray(value)) return joined('[', value.map(canonicalText), ']');
  // Sorted by UTF-16 code units (RFC 8785 §3.2.3), as `sort` does by itself.
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return joined(
    '{',
    members.map(([name, member]) => pair(canonicalText(name), canonicalText(member))),
    '}',
  );
}

const pair = (name: string | undefined, member: string | undefined): string | undefined =>
  name === undefined || member === undefined ? undefined : `${name}:${member}`;

const joined = (
  open: string,
  parts: readonly (string | undefined)[],
  close: string,
): string | undefined =>
  parts.includes(undefined) ? undefined : `${open}${parts.join(',')}${close}`;

function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let previous: string | undefined;
  for (const [name, member] of Object.entries(value)) {
    if (previous !== undefined && name <= previous) return false;
    if (!isSorted(member)) return false;
    previous = name;
  }
  return true;
}
