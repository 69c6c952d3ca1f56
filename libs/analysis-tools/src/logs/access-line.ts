const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// Quoted members hold what the visitor sent; both servers write a quote in them as \" or \x22.
const LINE =
  /^(\S+) \S+ (?:\S+|".*?") \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/;
const REQUEST = /^([A-Z]{3,20}) (\S*)(?: (HTTP\/[\d.]+))?$/;

/** One request as nginx and Apache log it, in the common or the combined format. */
export interface AccessLine {
  readonly client: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
  readonly bytes: number;
  readonly referrer?: string;
  readonly agent?: string;
}

export function parseAccessLine(text: string): AccessLine | undefined {
  const match = LINE.exec(text);
  if (match === null || !MONTHS.includes(match[3] ?? '')) return undefined;
  const [, client = '', , , , , , , , , , request = '', status, bytes, referrer, agent] = match;
  const [, method = '', target = request] = REQUEST.exec(request) ?? [];
  const question = target.indexOf('?');
  return {
    client,
    at: momentOf(match),
    method,
    path: question < 0 ? target : target.slice(0, question),
    query: question < 0 ? '' : target.slice(question + 1),
    status: Number(status),
    bytes: Number(bytes) || 0,
    ...(referrer === undefined ? {} : { referrer }),
    ...(agent === undefined ? {} : { agent }),
  };
}

function momentOf([
  ,
  ,
  day,
  month,
  year,
  hours,
  minutes,
  seconds,
  sign,
  zoneHours,
  zoneMinutes,
]: RegExpExecArray): number {
  const shown = Date.UTC(
    ...([Number(year), MONTHS.indexOf(month ?? ''), Number(day)] as const),
    ...([Number(hours), Number(minutes), Number(seconds)] as const),
  );
  const shift = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60;
  return shown / 1000 - (sign === '-' ? -shift : shift);
}
