import { VerifyError } from '../errors.ts';

/** What a header of a tar archive says (POSIX.1-2001 pax, with the GNU extensions that `tar` writes). */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

export const RECORD_BYTES = 512;

/** The header in a record, or undefined for a record of zeros. @throws {VerifyError} `verify.unreadable` */
export function readHeader(record: Buffer): TarHeader | undefined {
  if (record.every((byte) => byte === 0)) return undefined;
  if (checksumOf(record) !== octal(record.subarray(148, 156)))
    throw malformed('a header has a wrong checksum');
  const name = text(record.subarray(0, 100));
  const isUstar = record.toString('latin1', 257, 262) === 'ustar';
  const prefix =
    isUstar && record.toString('latin1', 257, 263) === 'ustar\0'
      ? text(record.subarray(345, 500))
      : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: sizeOf(record.subarray(124, 136)),
    type: record.toString('latin1', 156, 157),
  };
}

/** Records of a pax extended header: `length key=value\n` each. @throws {VerifyError} `verify.unreadable` */
export function readPax(bytes: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, space));
    const record = bytes.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    if (space < 0 || !(length > space - at + 2) || at + length > bytes.length || equals < 1)
      throw malformed('a pax header is malformed');
    records.set(record.toString('latin1', 0, equals), text(record.subarray(equals + 1)));
    at += length;
  }
  return records;
}

/** Text up to the first zero byte. Names that are not UTF-8 get a replacement character, which no safe path holds. */
export function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return new TextDecoder('utf-8').decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Sum of all bytes, the checksum itself counted as spaces. */
function checksumOf(record: Buffer): number {
  const own = record.subarray(148, 156).reduce((sum, byte) => sum + byte, 0);
  return record.reduce((sum, byte) => sum + byte, 0) - own + 8 * 0x20;
}

/** Octal digits, or a big-endian number behind a set high bit (GNU, for 8 GiB and more). */
function sizeOf(field: Buffer): number {
  if ((field.readUInt8(0) & 0x80) === 0) return octal(field);
  const size = Number(BigInt(`0x${field.toString('hex')}`) & ((1n << 95n) - 1n));
  if (!Number.isSafeInteger(size)) throw malformed('a file has an impossible size');
  return size;
}

function octal(field: Buffer): number {
  const digits = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trimStart();
  if (!/^[0-7]*$/.test(digits)) throw malformed('a number is not octal');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

export const malformed = (why: string): VerifyError =>
  new VerifyError('verify.unreadable', `not a tar archive: ${why}`);
