/** Collects ranges [start, length] in any order; `list` gives them ascending, neither touching nor overlapping. */
export class RangeList {
  readonly #ranges: [start: number, length: number][] = [];

  add(start: number, length: number): void {
    if (length === 0) return;
    const last = this.#ranges.at(-1);
    // The usual case, and what keeps a list of many neighbours short.
    if (last !== undefined && start === last[0] + last[1]) last[1] += length;
    else this.#ranges.push([start, length]);
  }

  list(): [start: number, length: number][] {
    const sorted = this.#ranges.toSorted(([a], [b]) => a - b);
    return joined(sorted, 0);
  }
}

/** How much the ranges cover. */
export const totalOf = (ranges: readonly (readonly [number, number])[]): number =>
  ranges.reduce((sum, [, length]) => sum + length, 0);

/**
 * Ascending ranges, made coarser until there are at most `most`: neighbours are joined over ever larger gaps. What is
 * said to be missing then holds more than what is, never less.
 */
export function atMost(
  ranges: readonly (readonly [number, number])[],
  most: number,
): [start: number, length: number][] {
  let list = joined(ranges, 0);
  for (let gap = 4096; list.length > most; gap *= 2) list = joined(list, gap);
  return list;
}

function joined(
  ranges: readonly (readonly [number, number])[],
  gap: number,
): [start: number, length: number][] {
  const list: [number, number][] = [];
  for (const [start, length] of ranges) {
    const last = list.at(-1);
    if (last !== undefined && start - (last[0] + last[1]) <= gap)
      last[1] = Math.max(last[1], start + length - last[0]);
    else list.push([start, length]);
  }
  return list;
}
