/** utmp(5) on 64-bit Linux: one size and layout for utmp, wtmp and btmp. */
const RECORD = 384;
const LASTLOG_RECORD = 292;

export interface UtmpRecord {
  /** Number of the record, from 0. */
  readonly record: number;
  readonly type: number;
  readonly pid: number;
  readonly line: string;
  readonly user: string;
  readonly host: string;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Types of records that say something about people. */
export const utmpType = { boot: 2, loginProcess: 6, userProcess: 7, deadProcess: 8 } as const;

/** Reads whole records; the bytes of a last, broken one are given as their number. */
export function parseUtmp(bytes: Buffer): {
  readonly records: readonly UtmpRecord[];
  readonly rest: number;
} {
  const count = Math.floor(bytes.length / RECORD);
  const records = Array.from({ length: count }, (_, record) =>
    parseRecord(bytes.subarray(record * RECORD, (record + 1) * RECORD), record),
  );
  return { records, rest: bytes.length - count * RECORD };
}

const parseRecord = (bytes: Buffer, record: number): UtmpRecord => ({
  record,
  type: bytes.readInt16LE(0),
  pid: bytes.readInt32LE(4),
  line: textAt(bytes, 8, 32),
  user: textAt(bytes, 44, 32),
  host: textAt(bytes, 76, 256),
  at: bytes.readInt32LE(340) + bytes.readInt32LE(344) / 1e6,
});

export interface LastLogin {
  readonly uid: number;
  readonly line: string;
  readonly host: string;
  readonly at: number;
}

/** lastlog(5): a record for each uid, at the place of the uid; zeros for whoever never logged in. */
export function parseLastlog(bytes: Buffer): readonly LastLogin[] {
  const logins: LastLogin[] = [];
  for (let start = 0; start + LASTLOG_RECORD <= bytes.length; start += LASTLOG_RECORD) {
    const at = bytes.readUInt32LE(start);
    if (at === 0) continue;
    logins.push({
      uid: start / LASTLOG_RECORD,
      line: textAt(bytes, start + 4, 32),
      host: textAt(bytes, start + 36, 256),
      at,
    });
  }
  return logins;
}

/** Fields end at their first NUL or at their last byte. */
function textAt(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
}

/** Whole records out of pieces of a file, so that a file of any length needs little memory. */
export async function* utmpRecords(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<UtmpRecord, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let done = 0;
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    const { records, rest: left } = parseUtmp(rest);
    for (const found of records) yield { ...found, record: done + found.record };
    done += records.length;
    rest = rest.subarray(rest.length - left);
  }
}
