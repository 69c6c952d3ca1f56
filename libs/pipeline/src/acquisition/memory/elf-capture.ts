import type { Failure } from '../failure.ts';
import { ByteQueue } from './byte-queue.ts';
import type { CaptureParser, CaptureReport } from './capture.ts';
import type { PageScan } from './page-scan.ts';

const HEADER_BYTES = 64;
/** Every ELF64 has entries of this size; another one would make the table as large as the sender likes (F-72). */
const ENTRY_BYTES = 56;
const LOAD = 1;
/** More segments than this are counted elsewhere (PN_XNUM), and no capture of ours has them. */
const MOST_SEGMENTS = 0xffff;

interface Segment {
  readonly offset: number;
  readonly bytes: number;
  readonly address: bigint;
}

/** An ELF64 core as QEMU (`dump-guest-memory`) and /proc/vmcore give it: memory in PT_LOAD segments. */
export class ElfCapture implements CaptureParser {
  readonly format = 'elf-core';
  readonly #scan: PageScan;
  readonly #queue = new ByteQueue();
  #segments: readonly Segment[] | undefined;
  #failure: Failure | undefined;
  #current = 0;
  #position = 0;

  constructor(scan: PageScan) {
    this.#scan = scan;
  }

  feed(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    if (this.#segments === undefined) this.#begin(bytes);
    else this.#content(bytes);
  }

  end(): CaptureReport {
    this.#scan.endPage();
    const segments = this.#segments ?? [];
    const failure = this.#failure ?? this.#verdict(segments);
    const addresses = segments.map(({ address }) => address).sort((a, b) => (a < b ? -1 : 1));
    const ends = segments
      .map(({ address, bytes }) => address + BigInt(bytes) - 1n)
      .sort((a, b) => (a < b ? -1 : 1));
    return {
      ranges: segments.length,
      bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
      gaps: 0,
      firstAddress: addresses[0],
      lastAddress: ends.at(-1),
      ...(failure === undefined ? {} : { failure }),
    };
  }

  #begin(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    const header = this.#queue.peek(HEADER_BYTES);
    if (header === undefined) return;
    const table = tableOf(header);
    if ('code' in table) {
      this.#failure = table;
      return;
    }
    const head = this.#queue.peek(table.offset + table.count * table.size);
    if (head === undefined) return;
    this.#segments = segmentsIn(head, table);
    this.#content(this.#queue.takeSome(this.#queue.length));
  }

  /** Hands on what of the bytes lies in segments; they are in the order of the file. */
  #content(bytes: Uint8Array): void {
    const end = this.#position + bytes.byteLength;
    for (const { offset, bytes: length } of this.#segments?.slice(this.#current) ?? []) {
      if (offset >= end) break;
      const from = Math.max(0, offset - this.#position);
      const to = Math.min(end, offset + length) - this.#position;
      if (to > from) this.#scan.feed(bytes.subarray(from, to));
      if (offset + length > end) break;
      this.#scan.endPage();
      this.#current += 1;
    }
    this.#position = end;
  }

  #verdict(segments: readonly Segment[]): Failure | undefined {
    if (this.#segments === undefined)
      return { code: 'memory.truncated', cause: 'the core is cut within its headers' };
    const end = segments.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0);
    if (segments.every(({ bytes }) => bytes === 0))
      return { code: 'memory.empty', cause: 'the core has headers and no memory' };
    if (end > this.#position)
      return {
        code: 'memory.truncated',
        cause: `the core is cut: its segments go on for ${String(end - this.#position)} bytes`,
      };
    return undefined;
  }
}

interface Table {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

function tableOf(header: Buffer): Table | Failure {
  const isCore = header[4] === 2 && header[5] === 1 && header.readUInt16LE(16) === 4;
  if (!isCore)
    return {
      code: 'memory.unsupported',
      cause: 'an ELF file, but not a little-endian 64-bit core',
    };
  const offset = Number(header.readBigUInt64LE(32));
  const size = header.readUInt16LE(54);
  const count = header.readUInt16LE(56);
  if (size !== ENTRY_BYTES || offset > 1 << 20 || count === MOST_SEGMENTS)
    return {
      code: 'memory.damaged',
      cause: 'a core whose table of segments is not where it can be',
    };
  return { offset, size, count };
}

function segmentsIn(head: Buffer, { offset, size, count }: Table): readonly Segment[] {
  const entries = Array.from({ length: count }, (_, n) => head.subarray(offset + n * size));
  return entries
    .filter((entry) => entry.readUInt32LE(0) === LOAD)
    .map((entry) => ({
      offset: Number(entry.readBigUInt64LE(8)),
      bytes: Number(entry.readBigUInt64LE(32)),
      address: entry.readBigUInt64LE(24),
    }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => a.offset - b.offset);
}
