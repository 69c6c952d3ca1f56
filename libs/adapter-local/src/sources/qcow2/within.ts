import type { ByteRange } from '@afo/domain';

/** The part of a range [offset, length] that lies in [start, end); undefined when there is none. */
export function within(
  [offset, length]: ByteRange,
  [start, end]: readonly [number, number],
): ByteRange | undefined {
  const first = Math.max(offset, start);
  const last = Math.min(offset + length, end);
  return last > first ? [first, last - first] : undefined;
}
