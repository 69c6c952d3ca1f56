import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PortError } from '@afo/ports';

/** `.001` or `.00` (counted), `.aa` or `xaa` (lettered, as split(1) names them). */
const COUNTED = /^(.*\.)(\d{2,5})$/;
const LETTERED = /^(.*\.|x)([a-z]{2,3})$/;

/**
 * All parts of a split image, given its first one; a file that is not the first part of anything is its only part. A
 * part that is missing in between is told: its neighbours put together would be another disk.
 * @throws PortError `source.not-found`, `source.unsupported` when a later part was given
 */
export async function partsOf(path: string): Promise<readonly string[]> {
  const name = basename(path);
  const numbering = numberingOf(name);
  if (numbering === undefined) return [path];
  const { stem, first, ordinal } = numbering;
  const siblings = await siblingsOf(dirname(path), stem, ordinal);
  if (first > 1 || (first === 1 && siblings.has(0)))
    throw new PortError('source.unsupported', `${name} is a later part: name the first one`);
  const last = Math.max(...siblings.keys());
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const part = siblings.get(first + n);
    if (part === undefined)
      throw new PortError('source.not-found', `part ${String(first + n)} of ${name} is missing`);
    return join(dirname(path), part);
  });
}

interface Numbering {
  readonly stem: string;
  readonly first: number;
  /** The number of a part by its suffix; undefined for another kind of suffix. */
  readonly ordinal: (suffix: string) => number | undefined;
}

function numberingOf(name: string): Numbering | undefined {
  const [, stem, number] = COUNTED.exec(name) ?? [];
  if (stem !== undefined && number !== undefined) {
    const digits = new RegExp(`^\\d{${String(number.length)}}$`);
    const ordinal = (suffix: string) => (digits.test(suffix) ? Number(suffix) : undefined);
    return { stem, first: Number(number), ordinal };
  }
  const [, start, letters] = LETTERED.exec(name) ?? [];
  // Only `aa` is taken for a number: `.gz` or `.dd` is none.
  if (start === undefined || letters === undefined || !/^a+$/.test(letters)) return undefined;
  const shape = new RegExp(`^[a-z]{${String(letters.length)}}$`);
  const ordinal = (suffix: string) => (shape.test(suffix) ? lettersToNumber(suffix) : undefined);
  return { stem: start, first: 0, ordinal };
}

const lettersToNumber = (letters: string): number =>
  Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 97, 0);

async function siblingsOf(
  folder: string,
  stem: string,
  ordinal: Numbering['ordinal'],
): Promise<ReadonlyMap<number, string>> {
  const siblings = new Map<number, string>();
  for (const name of await readdir(folder)) {
    const number = name.startsWith(stem) ? ordinal(name.slice(stem.length)) : undefined;
    if (number !== undefined) siblings.set(number, name);
  }
  return siblings;
}
