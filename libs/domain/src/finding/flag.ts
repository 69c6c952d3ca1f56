const yes: ReadonlySet<string> = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const no: ReadonlySet<string> = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** What a person means by the value of a yes-or-no tag, in any case (F-43); undefined where that is not clear. */
export function flagOf(value: string): boolean | undefined {
  const word = value.trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : undefined;
}
