/** True when a text is what a pattern stands for: `*` is any number of characters, `?` is one. */
export function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

/** Names of actions are the same in any case of letters. */
export const matchesAction = (pattern: string, action: string): boolean =>
  matches(pattern.toLowerCase(), action.toLowerCase());

const COMPONENTS = 6;

/** An ARN against a pattern: each of its six parts by itself, so that no wildcard reaches into the next one. */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = partsOf(pattern);
  const given = partsOf(arn);
  return (
    wanted.length === COMPONENTS &&
    given.length === COMPONENTS &&
    wanted.every((part, index) => matches(part, given[index] ?? ''))
  );
}

/** The last part may hold colons of its own. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length < COMPONENTS
    ? parts
    : [...parts.slice(0, COMPONENTS - 1), parts.slice(COMPONENTS - 1).join(':')];
}
