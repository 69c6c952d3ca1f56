const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TRADITIONAL = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\S+) (.*)$/s;
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)) (\S+) (.*)$/s;
const TAG = /^([^\s:[\]]+)(?:\[(\d+)\])?: ?(.*)$/s;

/** What the clock of the writer showed: a moment, or a day and time without a year (RFC 3164). */
export type Stamp =
  | { readonly kind: 'moment'; readonly seconds: number }
  | {
      readonly kind: 'yearless';
      readonly month: number;
      readonly day: number;
      readonly secondOfDay: number;
    };

export interface SyslogLine {
  readonly stamp: Stamp;
  /** The program that wrote the line, from its tag; whatever the message says, it is not taken from there. */
  readonly program: string;
  readonly pid?: number;
  readonly message: string;
}

/** Reads one line of a text log of syslog, in the traditional format or with an RFC 3339 time; one file may hold both. */
export function parseSyslogLine(text: string): SyslogLine | undefined {
  const head = parseHead(text);
  if (head === undefined) return undefined;
  const [, program, pid, message] = TAG.exec(head.rest) ?? [];
  if (program === undefined || message === undefined) return undefined;
  return {
    stamp: head.stamp,
    program,
    ...(pid === undefined ? {} : { pid: Number(pid) }),
    message,
  };
}

function parseHead(text: string): { readonly stamp: Stamp; readonly rest: string } | undefined {
  const [, iso, , after] = ISO.exec(text) ?? [];
  if (iso !== undefined && after !== undefined) {
    const seconds = Date.parse(iso.replace(',', '.')) / 1000;
    return Number.isNaN(seconds) ? undefined : { stamp: { kind: 'moment', seconds }, rest: after };
  }
  const [, name = '', day, hours, minutes, seconds, , rest] = TRADITIONAL.exec(text) ?? [];
  const month = MONTHS.indexOf(name);
  if (rest === undefined || month < 0) return undefined;
  const secondOfDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return { stamp: { kind: 'yearless', month, day: Number(day), secondOfDay }, rest };
}
