import type { TimelineEvent } from '@afo/domain';
import { visible, visiblePath } from '../text/visible.ts';

/** Columns of `timeline.csv` in their order. */
export const TIMELINE_COLUMNS = [
  'time_utc',
  'kind',
  'source',
  'summary',
  'item',
  'run',
  'path',
  'path_base64',
  'inode',
  'offset',
  'line',
  'record',
  'deleted',
  'doubt',
] as const;

/** A cell that begins so is taken for a formula by spreadsheet programs (OWASP, CSV injection), also in full width. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/u;

/** First row of the file. */
export const timelineCsvHead = (): string => rowOf(TIMELINE_COLUMNS);

/**
 * One event as a row (RFC 4180); one line of the file is one event, whatever its names hold, since characters that
 * cannot be seen stand as `⟦U+000A⟧`. A cell that a spreadsheet would take for a formula gets an apostrophe in front,
 * and so does one that begins with an apostrophe: taking one away always gives the value back.
 */
export function timelineCsvRow({
  at,
  kind,
  source,
  summary,
  pointer,
  doubt,
}: TimelineEvent): string {
  const { item, run, path, pathBytes, inode, offset, line, record, deleted } = pointer;
  return rowOf([
    at,
    visible(kind),
    visible(source),
    visible(summary),
    item,
    run,
    visiblePath(path ?? ''),
    pathBytes ?? '',
    visible(inode ?? ''),
    numbered(offset),
    numbered(line),
    numbered(record),
    deleted === true ? 'yes' : '',
    visible(doubt ?? ''),
  ]);
}

const rowOf = (cells: readonly string[]): string => `${cells.map(cellOf).join(',')}\r\n`;

const numbered = (value: number | undefined): string => (value === undefined ? '' : String(value));

function cellOf(value: string): string {
  const safe = FORMULA.test(value) || value.startsWith("'") ? `'${value}` : value;
  return /[",']/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
