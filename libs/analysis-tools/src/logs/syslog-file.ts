import type { Host } from '../host/host.ts';
import { WallClock } from '../host/time-zone.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { logLines } from './log-files.ts';
import type { Limit } from './log-files.ts';
import { parseSyslogLine } from './syslog-line.ts';
import type { SyslogLine } from './syslog-line.ts';
import { YearFinder } from './year-finder.ts';

export interface SyslogRecord extends SyslogLine {
  readonly entry: FileEntry;
  /** Line of the file, from 1. */
  readonly line: number;
  /** Seconds since 1970. */
  readonly at: number;
  readonly doubt?: string;
}

/** The records of one text log of syslog with their moments; lines of another form are counted and said. */
export async function* syslogRecords(
  host: Host,
  entry: FileEntry,
  limit: Limit,
): AsyncGenerator<SyslogRecord, void, undefined> {
  const years = new YearFinder(new WallClock(host.zone.name));
  for await (const { text } of logLines(host, entry, limit)) {
    const line = parseSyslogLine(text);
    if (line !== undefined) years.see(line.stamp);
  }
  years.settle(entry.times.modified ?? host.seizedAt);
  let other = 0;
  for await (const { number, text } of logLines(host, entry, saidAlready)) {
    const line = parseSyslogLine(text);
    if (line === undefined) other += Number(text !== '');
    else yield { ...line, ...momentOf(host, years.resolve(line.stamp), line), entry, line: number };
  }
  if (other > 0)
    limit(`${entry.path}: ${other} lines are in no format of syslog and were passed over.`);
}

/** The second pass meets the same limits as the first; they are said once. */
const saidAlready: Limit = () => undefined;

function momentOf(
  { zone, seizedAt }: Host,
  at: number,
  { stamp }: SyslogLine,
): Pick<SyslogRecord, 'at' | 'doubt'> {
  const doubts = [
    stamp.kind === 'yearless' ? 'the line has no year' : undefined,
    stamp.kind === 'yearless' && zone.assumed
      ? 'the time zone of the host is not known'
      : undefined,
    at > seizedAt ? 'later than the acquisition of the disk' : undefined,
  ].filter((doubt) => doubt !== undefined);
  return { at, ...(doubts.length === 0 ? {} : { doubt: doubts.join('; ') }) };
}
