import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import type { BundleReader } from '../bundle-reader.ts';
import { VerifyError } from '../errors.ts';
import { malformed, readHeader, readPax, RECORD_BYTES, text } from './tar-headers.ts';
import type { TarHeader } from './tar-headers.ts';

/** Where a member lies in the archive; `isFile` is false for links and devices. */
interface Member {
  readonly path: string;
  readonly start: number;
  readonly size: number;
  readonly isFile: boolean;
}

/** A reader that holds a file open. */
export interface ClosableReader extends BundleReader {
  readonly close: () => Promise<void>;
}

const CHUNK_BYTES = 1_048_576;
const MAX_EXTENSION_BYTES = 1_048_576;
const MAX_MEMBERS = 1_000_000;

const FOLDER = '5';
const GNU_LONG_NAME = 'L';
const PAX = 'x';
/** Headers that describe others and are no members: GNU long link name, pax global header. */
const ASIDE = ['K', 'g'];
const FILES = ['0', '\0', '7'];

/**
 * Reads a bundle from a tar archive, in place: nothing is unpacked. The bag may lie in one folder of the archive, as RFC
 * 8493 §5 has it. The caller closes it.
 * @throws {VerifyError} `verify.unreadable` for what is no tar archive, or is cut off.
 */
export async function tarReader(path: string, maxMembers = MAX_MEMBERS): Promise<ClosableReader> {
  const file = await open(path, 'r');
  try {
    const members = withoutBase(await index(file, maxMembers));
    return { ...readerOf(file, members), close: () => file.close() };
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

function readerOf(file: FileHandle, members: readonly Member[]): BundleReader {
  const byPath = new Map(members.map((member) => [member.path, member]));
  const regular = (path: string): Member => {
    const member = byPath.get(path);
    if (member === undefined) throw new VerifyError('verify.not-found', 'not in the archive');
    if (!member.isFile) throw new VerifyError('verify.special-file', 'not a regular file');
    return member;
  };
  return {
    async *list() {
      for (const { path } of members) yield await Promise.resolve(path);
    },
    size: (path) => Promise.resolve(path).then((one) => regular(one).size),
    async *open(path) {
      const { start, size } = regular(path);
      for (let done = 0; done < size; done += CHUNK_BYTES) {
        yield await readAt(file, start + done, Math.min(CHUNK_BYTES, size - done));
      }
    },
  };
}

/** All members, from their headers alone. */
async function index(file: FileHandle, maxMembers: number): Promise<readonly Member[]> {
  const members: Member[] = [];
  const { size: end } = await file.stat();
  let extension: Extension = {};
  for (let at = 0; at < end;) {
    const header = readHeader(await readAt(file, at, RECORD_BYTES));
    if (header === undefined) return members;
    const size = extension.size ?? header.size;
    const start = at + RECORD_BYTES;
    if (start + size > end) throw malformed('it is cut off');
    if (header.type === PAX || header.type === GNU_LONG_NAME) {
      extension = { ...extension, ...(await readExtension(file, start, header)) };
    } else if (!ASIDE.includes(header.type)) {
      const path = (extension.path ?? header.name).replace(/^\.\//, '');
      if (header.type !== FOLDER)
        members.push({ path, start, size, isFile: FILES.includes(header.type) });
      extension = {};
    }
    if (members.length > maxMembers) throw malformed('too many members');
    at = start + Math.ceil(size / RECORD_BYTES) * RECORD_BYTES;
  }
  throw malformed('it does not end as an archive does');
}

/** What an extended header says of the member after it. */
interface Extension {
  readonly path?: string;
  readonly size?: number;
}

async function readExtension(
  file: FileHandle,
  start: number,
  { type, size }: TarHeader,
): Promise<Extension> {
  if (size > MAX_EXTENSION_BYTES) throw malformed('an extended header is too long');
  const bytes = await readAt(file, start, size);
  if (type === GNU_LONG_NAME) return { path: text(bytes) };
  const records = readPax(bytes);
  const [path, length] = [records.get('path'), records.get('size')];
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    throw malformed('a file has an impossible size');
  return {
    ...(path === undefined ? {} : { path }),
    ...(length === undefined ? {} : { size: Number(length) }),
  };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw malformed('it is cut off');
  return buffer;
}

/** The bag's own paths, when it lies in a folder: that of the only bagit.txt one folder down. */
function withoutBase(members: readonly Member[]): readonly Member[] {
  if (members.some(({ path }) => path === 'bagit.txt')) return members;
  const bases = members.map(
    ({ path }) => /^(?<base>[^/]+\/)bagit\.txt$/.exec(path)?.groups?.['base'],
  );
  const [base, ...others] = bases.filter((one) => one !== undefined);
  if (base === undefined || others.length > 0) return members;
  // What lies beside the folder keeps a path that no bag has.
  return members.map((member) => ({
    ...member,
    path: member.path.startsWith(base) ? member.path.slice(base.length) : `../${member.path}`,
  }));
}
