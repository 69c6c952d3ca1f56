import { isIPv4 } from 'node:net';

/** Size of one record of utmp, wtmp and btmp on x86-64 (utmp(5)). */
const RECORD = 384;
/** Size of one record of lastlog on x86-64. */
const LASTLOG_RECORD = 292;

export interface LoginRecord {
  /** 2 boot, 6 log-in process (a failure, in btmp), 7 user process, 8 dead process. */
  readonly type: number;
  readonly pid: number;
  readonly line: string;
  readonly user: string;
  readonly host: string;
  /** Seconds since 1970. */
  readonly at: number;
}

/** One record of wtmp or btmp. */
export function utmpRecord(login: LoginRecord): Buffer {
  const record = Buffer.alloc(RECORD);
  record.writeInt16LE(login.type, 0);
  record.writeInt32LE(login.pid, 4);
  record.write(login.line, 8, 32, 'latin1');
  record.write(login.line.slice(-4), 40, 4, 'latin1');
  record.write(login.user, 44, 32, 'latin1');
  record.write(login.host, 76, 256, 'latin1');
  record.writeInt32LE(login.at, 340);
  if (isIPv4(login.host)) record.set(login.host.split('.').map(Number), 348);
  return record;
}

/** The lastlog file: one record for each uid, at the place of the uid. */
export function lastlogFile(logins: ReadonlyMap<number, LoginRecord>): Buffer {
  const highest = Math.max(...logins.keys());
  const file = Buffer.alloc((highest + 1) * LASTLOG_RECORD);
  for (const [uid, login] of logins) {
    const start = uid * LASTLOG_RECORD;
    file.writeInt32LE(login.at, start);
    file.write(login.line, start + 4, 32, 'latin1');
    file.write(login.host, start + 36, 256, 'latin1');
  }
  return file;
}
