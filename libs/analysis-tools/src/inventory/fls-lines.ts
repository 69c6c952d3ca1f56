import { AnalysisError } from '../errors.ts';
import type { Line } from '../program/lines.ts';
import type { NameState } from './file-entry.ts';

export interface ListedName {
  readonly state: NameState;
  readonly inode: string;
  /** The path, one character a byte; control characters are carets here. */
  readonly path: string;
}

const LINE = /^[^/]\/[^ ] (\* )?(\d+)(?:-\d+-\d+)?(\(realloc\))?:\t(.*)$/s;

/**
 * One line of `fls -r -p`: `r/r * 72(realloc):<tab>etc/passwd`. This form, and not the body file of `fls -m`, since
 * that one writes `name (deleted)` for a deleted name and for a live file of that very name alike, and leaves bars in
 * names bare (F-70). Here a star before the inode says it, and a tab cannot be in a name: fls prints it as a caret.
 */
export function parseFlsLine({ number, text }: Line): ListedName {
  const [, star, inode, realloc, path] = LINE.exec(text) ?? [];
  if (inode === undefined || path === undefined) {
    throw new AnalysisError(
      'analysis.output-not-understood',
      `line ${number} of fls has another form`,
    );
  }
  return { state: stateOf(star !== undefined, realloc !== undefined), inode, path };
}

function stateOf(deleted: boolean, reallocated: boolean): NameState {
  if (reallocated) return 'reallocated';
  return deleted ? 'deleted' : 'live';
}

/** A path as fls prints it: control characters as carets. Both take and give one character a byte. */
export const asListed = (path: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  path.replaceAll(/[\u0000-\u001f]/g, '^');
