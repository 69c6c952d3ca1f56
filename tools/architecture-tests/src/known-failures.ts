/** A row of `docs/reference/known-failures.md`. */
export interface KnownFailure {
  readonly id: string;
  readonly failure: string;
  /** The files that hold its regression tests. */
  readonly files: readonly string[];
  /** The area that is not built yet and would need (further) tests. */
  readonly later?: string;
}

const ROW = /^\| (F-\d{2}) +\| (\S.*?) +\| (\S.*?) +\|$/;
const PLACES = /^(?:`[^`]+`(?:, `[^`]+`)*)?(?:(?:; )?later: [a-z].*)?$/i;

/**
 * The rows of the table. The last cell is a list of files in backticks, or `later: <area>`, or both.
 * @throws Error for a row that starts like one and cannot be read: it would otherwise be passed over
 */
export function knownFailures(markdown: string): readonly KnownFailure[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| F-'))
    .map(rowOf);
}

function rowOf(line: string): KnownFailure {
  const [, id, failure, places] = ROW.exec(line) ?? [];
  if (id === undefined || failure === undefined || places === undefined || !PLACES.test(places))
    throw new Error(`not a row of known failures: ${line}`);
  const files = [...places.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
  const [, later] = /later: (.+)$/.exec(places) ?? [];
  return { id, failure, files, ...(later === undefined ? {} : { later }) };
}

/** The numbers of known failures that a title names. */
export const failuresNamed = (title: string): readonly string[] =>
  [...title.matchAll(/\bF-\d{2}\b/g)].map(([id]) => id);
