import { PortError } from '@afo/ports';
import type { RawFile } from '../raw-file.ts';
import { adler32 } from './adler32.ts';

/** A section of a segment file: what it is, where its content lies. */
export interface Section {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

const FILE_HEADER = 13;
const DESCRIPTOR = 76;
/** A segment file has a few sections per GiB; a chain of more is a loop or an attack. */
const MOST_SECTIONS = 100_000;

/** The number of a segment file of an E01, from 1. */
export async function segmentNumber(file: RawFile): Promise<number> {
  const head = await bytesAt(file, 0, FILE_HEADER);
  if (head.toString('latin1', 0, 8) !== 'EVF\x09\x0d\x0a\xff\x00')
    throw damaged(file, 'it is no segment of an E01');
  return head.readUInt16LE(9);
}

/** The sections of a segment file in their order, up to `next` or `done`. @throws PortError `source.device-error` */
export async function sectionsOf(file: RawFile): Promise<readonly Section[]> {
  const sections: Section[] = [];
  for (let at = FILE_HEADER; sections.length < MOST_SECTIONS;) {
    const head = await bytesAt(file, at, DESCRIPTOR);
    if (head.readUInt32LE(72) !== adler32(head.subarray(0, 72)))
      throw damaged(file, `the section at ${String(at)} has another checksum`);
    const type = head.toString('latin1', 0, 16).replace(/\0.*$/s, '');
    const next = Number(head.readBigUInt64LE(16));
    const start = at + DESCRIPTOR;
    if (type === 'next' || type === 'done') return [...sections, { type, start, length: 0 }];
    // The next section says where this one ends; its own size is wrong in files of some programs.
    if (next < start || next > file.bytes)
      throw damaged(file, `the section at ${String(at)} leads nowhere`);
    sections.push({ type, start, length: next - start });
    at = next;
  }
  throw damaged(file, 'it has too many sections');
}

export async function bytesAt(file: RawFile, offset: number, length: number): Promise<Buffer> {
  if (offset + length > file.bytes) throw damaged(file, 'it is cut');
  const bytes = Buffer.allocUnsafeSlow(length);
  const unread = await file.read(offset, bytes);
  if (unread.length > 0) throw damaged(file, 'a table of it cannot be read');
  return bytes;
}

export const damaged = (file: RawFile, what: string): PortError =>
  new PortError('source.device-error', `the E01 segment ${file.path} is damaged: ${what}`);
