import type { Pointer } from '@afo/domain';
import { grouped } from '../text/quantities.ts';
import { code, itemLink, linkTo, text } from './lines.ts';
import type { Line } from './page.ts';

/** One file or range of an item, with all its lines and records that are pointed at. */
export interface Place {
  readonly pointer: Pointer;
  readonly lines: readonly number[];
  readonly records: readonly number[];
}

/** Most places that are shown; 240 lines of one log are one place. */
const MOST_PLACES = 20;

/** Pointers into the same file become one place. */
export function placesOf(pointers: readonly Pointer[]): readonly Place[] {
  const places = new Map<string, { pointer: Pointer; lines: number[]; records: number[] }>();
  for (const pointer of pointers) {
    const { line, record, ...rest } = pointer;
    const key = JSON.stringify(rest);
    const place = places.get(key) ?? { pointer, lines: [], records: [] };
    if (line !== undefined) place.lines.push(line);
    if (record !== undefined) place.records.push(record);
    places.set(key, place);
  }
  return [...places.values()];
}

/** One pointer by itself. */
export const placeOf = (pointer: Pointer): Place => ({
  pointer,
  lines: pointer.line === undefined ? [] : [pointer.line],
  records: pointer.record === undefined ? [] : [pointer.record],
});

/** The first places, and in words how many more there are. */
export function placeLines(places: readonly Place[], leftOut: number): readonly Line[] {
  const more = Math.max(0, places.length - MOST_PLACES);
  return [
    ...places.slice(0, MOST_PLACES).map(placeLine),
    ...(more === 0 ? [] : [[text(`and ${grouped(more)} more places, in the JSON twin`)]]),
    ...(leftOut === 0
      ? []
      : [[text(`and ${grouped(leftOut)} more pointers, in the item that holds all detections`)]]),
  ];
}

/** Where in the evidence: item, path, inode, offset, lines, records, and the run that says so (C39). */
export function placeLine({ pointer, lines, records }: Place): Line {
  const { item, run, path, pathBytes, inode, offset, deleted } = pointer;
  const places = [
    ...(inode === undefined ? [] : [`inode ${inode}`]),
    ...(offset === undefined ? [] : [`at byte ${grouped(offset)}`]),
    ...rangesInWords('line', lines),
    ...rangesInWords('record', records),
    ...(deleted === true ? ['deleted'] : []),
  ];
  return [
    itemLink(item),
    ...(path === undefined ? [] : [text(' '), { kind: 'path' as const, text: path }]),
    ...(pathBytes === undefined ? [] : [text(' (bytes in base64: '), code(pathBytes), text(')')]),
    ...(places.length === 0 ? [] : [text(`, ${places.join(', ')}`)]),
    text(', by '),
    linkTo({ to: 'run', run }),
  ];
}

/** `lines 100 to 339, 350`; nothing for no numbers. */
function rangesInWords(name: string, numbers: readonly number[]): readonly string[] {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const current = ranges.at(-1);
    if (current !== undefined && number <= current.last + 1) current.last = number;
    else ranges.push({ first: number, last: number });
  }
  if (ranges.length === 0) return [];
  const shown = ranges
    .slice(0, 30)
    .map(({ first, last }) =>
      first === last ? grouped(first) : `${grouped(first)} to ${grouped(last)}`,
    );
  const more = ranges.length - shown.length;
  return [
    `${numbers.length === 1 ? name : `${name}s`} ${shown.join(', ')}${more === 0 ? '' : ` and ${grouped(more)} further ranges`}`,
  ];
}
