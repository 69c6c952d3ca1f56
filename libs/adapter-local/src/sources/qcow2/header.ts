import { MAX_CONTENT_BYTES } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { RawFile } from '../raw-file.ts';

/** The header of a qcow2 image (QEMU, docs/interop/qcow2.rst), checked: everything in it may be hostile. */
export interface Qcow2Header {
  readonly version: 2 | 3;
  readonly bytes: number;
  readonly clusterBits: number;
  readonly clusterBytes: number;
  readonly l1Offset: number;
  readonly l1Entries: number;
  readonly snapshots: number;
  readonly isDirty: boolean;
  readonly compression: 'deflate' | 'zstd';
  readonly backing?: { readonly name: string; readonly format?: string };
}

const HEADER_BYTES = 112;
const DIRTY = 1n << 0n;
const CORRUPT = 1n << 1n;
const COMPRESSION = 1n << 3n;
const KNOWN = DIRTY | CORRUPT | COMPRESSION;
const LONGEST_NAME = 1023;
/** As QEMU has it (QCOW_MAX_L1_SIZE): a larger map is an attack on the memory of whoever reads it. */
const MOST_L1_BYTES = 32 * 1024 * 1024;
const BACKING_FORMAT = 0xe2792aca;

/** @throws PortError `source.unsupported`, `source.impossible-size`, `source.device-error` for a damaged header */
export async function readHeader(file: RawFile): Promise<Qcow2Header> {
  const head = await bytesAt(file, 0, Math.min(HEADER_BYTES, file.bytes));
  if (head.byteLength < 72) throw damaged(file, 'its header is cut');
  const version = versionOf(file, head.readUInt32BE(4));
  if (head.readUInt32BE(32) !== 0) throw unsupported(file, 'it is encrypted');
  const features = version === 3 && head.byteLength >= 104 ? featuresOf(file, head) : NO_FEATURES;
  const size = sizesOf(file, head);
  const backing = await backingOf(file, head, features.length);
  return {
    version,
    ...size,
    snapshots: head.readUInt32BE(60),
    isDirty: features.isDirty,
    compression: features.compression,
    ...(backing === undefined ? {} : { backing }),
  };
}

export async function bytesAt(file: RawFile, offset: number, length: number): Promise<Buffer> {
  if (offset < 0 || offset + length > file.bytes)
    throw damaged(file, 'it points to a place behind its end');
  const bytes = Buffer.allocUnsafeSlow(length);
  const unread = await file.read(offset, bytes);
  if (unread.length > 0) throw damaged(file, 'a table of it cannot be read');
  return bytes;
}

export const damaged = (file: RawFile, what: string): PortError =>
  new PortError('source.device-error', `the qcow2 image ${file.path} is damaged: ${what}`);

const unsupported = (file: RawFile, what: string): PortError =>
  new PortError('source.unsupported', `the qcow2 image ${file.path} cannot be read: ${what}`);

function versionOf(file: RawFile, version: number): 2 | 3 {
  if (version === 2 || version === 3) return version;
  throw unsupported(file, `it has version ${String(version)}`);
}

interface Features {
  readonly length: number;
  readonly isDirty: boolean;
  readonly compression: Qcow2Header['compression'];
}

const NO_FEATURES: Features = { length: 72, isDirty: false, compression: 'deflate' };

function featuresOf(file: RawFile, head: Buffer): Features {
  const bits = head.readBigUInt64BE(72);
  if ((bits & ~KNOWN) !== 0n)
    throw unsupported(file, `it needs features that are not known here (0x${bits.toString(16)})`);
  if ((bits & CORRUPT) !== 0n) throw damaged(file, 'it is marked as corrupt');
  const length = head.readUInt32BE(100);
  const type = (bits & COMPRESSION) === 0n || length <= 104 ? 0 : head[104];
  if (type !== 0 && type !== 1)
    throw unsupported(file, `its compression is of kind ${String(type)}`);
  return { length, isDirty: (bits & DIRTY) !== 0n, compression: type === 1 ? 'zstd' : 'deflate' };
}

function sizesOf(
  file: RawFile,
  head: Buffer,
): Pick<Qcow2Header, 'bytes' | 'clusterBits' | 'clusterBytes' | 'l1Offset' | 'l1Entries'> {
  const clusterBits = head.readUInt32BE(20);
  if (clusterBits < 9 || clusterBits > 21)
    throw damaged(file, 'its clusters have an impossible size');
  const claimed = head.readBigUInt64BE(24);
  if (claimed > BigInt(MAX_CONTENT_BYTES))
    throw new PortError('source.impossible-size', `${file.path} claims ${String(claimed)} bytes`);
  const bytes = Number(claimed);
  const clusterBytes = 2 ** clusterBits;
  const l1Entries = head.readUInt32BE(36);
  const l1Offset = Number(head.readBigUInt64BE(40));
  const needed = Math.ceil(bytes / (clusterBytes * (clusterBytes / 8)));
  if (l1Entries < needed || needed * 8 > MOST_L1_BYTES || l1Offset + needed * 8 > file.bytes)
    throw new PortError(
      'source.impossible-size',
      `${file.path} claims ${String(bytes)} bytes, and has no room for their map`,
    );
  return { bytes, clusterBits, clusterBytes, l1Offset, l1Entries: needed };
}

async function backingOf(
  file: RawFile,
  head: Buffer,
  headerBytes: number,
): Promise<Qcow2Header['backing']> {
  const offset = Number(head.readBigUInt64BE(8));
  const length = head.readUInt32BE(16);
  if (offset === 0) return undefined;
  if (length === 0 || length > LONGEST_NAME)
    throw damaged(file, 'the name of its backing file is too long');
  const name = (await bytesAt(file, offset, length)).toString('utf8');
  const format = await formatOf(file, headerBytes, offset);
  return format === undefined ? { name } : { name, format };
}

/** The format of the backing file, from the extensions between the header and the name. */
async function formatOf(file: RawFile, from: number, end: number): Promise<string | undefined> {
  for (let at = from; at + 8 <= end;) {
    const extension = await bytesAt(file, at, 8);
    const type = extension.readUInt32BE(0);
    const length = extension.readUInt32BE(4);
    if (type === 0 || length > end - at) return undefined;
    if (type === BACKING_FORMAT) return (await bytesAt(file, at + 8, length)).toString('latin1');
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return undefined;
}
