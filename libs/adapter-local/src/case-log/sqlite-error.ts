import { PortError } from '@afo/ports';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that need words of their own. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** What SQLite threw, as `case-log.unavailable` with what to do about it; what is a PortError already stays. */
export function asCaseLogError(error: unknown, file: string): PortError {
  if (error instanceof PortError) return error;
  const code = primaryCode(error);
  const retryable = code === BUSY || code === LOCKED;
  return new PortError('case-log.unavailable', `the case log ${file} ${complaint(code)}`, {
    cause: error,
    retryable,
  });
}

/** The log is damaged: nothing more is read from it or written to it until a person has looked. */
export const damaged = (file: string, what: string): PortError =>
  new PortError('case-log.unavailable', `the case log ${file} is damaged: ${what}. ${REPAIR}`);

const REPAIR =
  'Stop the stack (afo down), copy the whole folder before anything else, and restore the log from a bundle or a backup; `sqlite3 cases.db .recover` shows what can still be read';

function complaint(code: number | undefined): string {
  switch (code) {
    case BUSY:
    case LOCKED:
      return 'is busy: another process writes to it for too long. Try again; if it stays so, see `afo status`';
    case READONLY:
      return 'cannot be written: check the owner and the permissions of its folder';
    case IO_ERROR:
      return 'cannot be read or written: the disk reports an error. Check the disk before going on';
    case CORRUPT:
    case NOT_A_DATABASE:
      return `is damaged. ${REPAIR}`;
    case FULL:
      return 'cannot grow: the disk is full. Free space and try again; nothing that was acknowledged is lost';
    case CANNOT_OPEN:
      return 'cannot be opened: check that its folder exists and who may write there';
    case undefined:
      return 'failed in an unexpected way; the cause has the details';
    default:
      return `failed with SQLite error ${String(code)}`;
  }
}

/** Extended codes hold the primary one in their low byte. */
function primaryCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}
