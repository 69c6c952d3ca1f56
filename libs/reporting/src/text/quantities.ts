const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `268,435,456`: thousands apart, whatever the machine's language. */
export const grouped = (value: number): string =>
  String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/gu, ',');

/** `268,435,456 bytes (256 MiB)`. */
export function bytesInWords(bytes: number): string {
  const exact = `${grouped(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < 1024 ? exact : `${exact} (${roundBytes(bytes)})`;
}

/** `256 MiB`. */
export function roundBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${significant(bytes / 1024 ** power)} ${UNITS[power] ?? 'bytes'}`;
}

const significant = (value: number): string =>
  value >= 100 || Number.isInteger(value) ? grouped(value) : String(Number(value.toPrecision(3)));

/** `1 d 2 h`, `4 min 12 s`, `3.25 s`, `12 ms`: the two largest units that are not zero. */
export function durationInWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${grouped(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${String(Number((milliseconds / 1000).toFixed(2)))} s`;
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${String(count)} ${unit}`)
    .join(' ');
}

/** `one item`, `3 items`: counts up to ten in words would hide them in a table, so figures only. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** `2026-11-24 03:55:01`, for columns whose head says UTC. */
export const moment = (instant: string): string => readable(instant).replace(/ UTC$/u, '');

/** `2026-11-24 03:55:01 UTC`; milliseconds only where they say something. */
export const readable = (instant: string): string =>
  instant.replace('T', ' ').replace(/(?:\.000)?Z$/u, ' UTC');
