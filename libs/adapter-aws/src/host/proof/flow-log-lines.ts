/** What of a flow log record is needed to say whether traffic got through. Times in seconds since 1970. */
export interface FlowRecord {
  readonly eni: string;
  readonly action: 'ACCEPT' | 'REJECT' | undefined;
  readonly status: 'OK' | 'NODATA' | 'SKIPDATA';
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
  /** Undefined where the format leaves them out. `protocol` by its IANA number. */
  readonly protocol?: number;
  readonly fromPort?: number;
  readonly toPort?: number;
}

const NEEDED = ['interface-id', 'action', 'log-status', 'start', 'end'] as const;
const FIELD = /\$\{([a-z0-9-]+)\}/gu;

/**
 * A reader of the lines of a flow log in its own format (VPC user guide, "Flow log records"), or undefined where the
 * format leaves out what is needed. A line that is not of the format is undefined too: whoever reads it decides.
 */
export function flowLogReader(
  format: string,
): ((line: string) => FlowRecord | undefined) | undefined {
  const fields = [...format.matchAll(FIELD)].map(([, field]) => field ?? '');
  if (NEEDED.some((field) => !fields.includes(field))) return undefined;
  return (line) => {
    const values = line.trim().split(/\s+/u);
    if (values.length !== fields.length) return undefined;
    const value = (field: string): string => values[fields.indexOf(field)] ?? '';
    return recordOf(value);
  };
}

function recordOf(value: (field: string) => string): FlowRecord | undefined {
  const status = statusOf(value('log-status'));
  const action = actionOf(value('action'));
  const [start, end] = [Number(value('start')), Number(value('end'))];
  if (status === undefined || !Number.isSafeInteger(start) || !Number.isSafeInteger(end))
    return undefined;
  // A record of traffic that says neither is not one that can be counted.
  if (status === 'OK' && action === undefined) return undefined;
  return {
    eni: value('interface-id'),
    action,
    status,
    start,
    end,
    from: value('srcaddr'),
    to: value('dstaddr'),
    ...numbered('protocol', value('protocol')),
    ...numbered('fromPort', value('srcport')),
    ...numbered('toPort', value('dstport')),
  };
}

const numbered = (name: 'protocol' | 'fromPort' | 'toPort', text: string) =>
  /^\d{1,5}$/u.test(text) ? { [name]: Number(text) } : {};

const statusOf = (text: string): FlowRecord['status'] | undefined =>
  text === 'OK' || text === 'NODATA' || text === 'SKIPDATA' ? text : undefined;

const actionOf = (text: string): FlowRecord['action'] =>
  text === 'ACCEPT' || text === 'REJECT' ? text : undefined;
