import type { Failure } from '../failure.ts';
import { ByteQueue } from './byte-queue.ts';
import { hex } from './capture.ts';
import type { CaptureParser, CaptureReport } from './capture.ts';
import type { PageScan } from './page-scan.ts';
import { SnappyError } from './snappy.ts';
import { SnappyFrames } from './snappy-frames.ts';

const HEADER_BYTES = 32;
const LIME = 0x4c694d45;
const AVML = 0x4c4d5641;
/** AVML cuts memory into ranges of 16 MiB: so many are 32 TiB. A capture of more is made of headers (F-72). */
const MOST_RANGES = 2 ** 21;

interface Range {
  readonly start: bigint;
  /** Last address, as both formats write it. */
  readonly last: bigint;
  readonly compressed: boolean;
}

/**
 * LiME (https://github.com/504ensicsLabs/LiME, doc/README.md) and AVML's compressed form of it: ranges, each with a
 * header of 32 bytes; AVML's are Snappy streams, each followed by its length in 8 bytes.
 */
export class RangeCapture implements CaptureParser {
  readonly format: string;
  readonly #scan: PageScan;
  readonly #most: number;
  readonly #queue = new ByteQueue();
  readonly #ranges: Range[] = [];
  #snappy = new SnappyFrames(this.#queue);
  #left = 0n;
  #trailer = false;
  #damage: string | undefined;

  constructor(format: 'lime' | 'avml', scan: PageScan, mostRanges = MOST_RANGES) {
    this.format = format;
    this.#scan = scan;
    this.#most = mostRanges;
  }

  feed(bytes: Uint8Array): void {
    if (this.#damage !== undefined) return;
    this.#queue.push(bytes);
    try {
      while (this.#step());
    } catch (error) {
      if (!(error instanceof SnappyError)) throw error;
      this.#damage = `the range at ${hex(this.#ranges.at(-1)?.start ?? 0n)} holds ${error.message}`;
    }
  }

  end(): CaptureReport {
    this.#scan.endPage();
    const failure = this.#failure();
    return { ...measured(this.#ranges, this.#left), ...(failure === undefined ? {} : { failure }) };
  }

  /** Takes one step; false while more input is needed. */
  #step(): boolean {
    if (this.#damage !== undefined) return false;
    if (this.#left > 0n)
      return this.#ranges.at(-1)?.compressed === true ? this.#chunk() : this.#plain();
    if (!this.#trailer) return this.#header();
    this.#trailer = this.#queue.take(8) === undefined;
    return !this.#trailer;
  }

  #header(): boolean {
    const header = this.#queue.take(HEADER_BYTES);
    if (header === undefined) return false;
    const kind = kindOf(header);
    const start = header.readBigUInt64LE(8);
    const last = header.readBigUInt64LE(16);
    if (kind === undefined) this.#damage = 'there is something that is no range';
    else if (last < start) this.#damage = `a range that ends before it begins, at ${hex(start)}`;
    else if (this.#ranges.length >= this.#most)
      this.#damage = `more than ${String(this.#most)} ranges`;
    else this.#begin({ start, last, compressed: kind === 'avml' });
    return this.#damage === undefined;
  }

  #begin(range: Range): void {
    this.#scan.endPage();
    this.#ranges.push(range);
    this.#left = range.last - range.start + 1n;
    this.#trailer = range.compressed;
    this.#snappy = new SnappyFrames(this.#queue);
  }

  #plain(): boolean {
    const most = this.#left > 1n << 30n ? 1 << 30 : Number(this.#left);
    return this.#took(this.#queue.takeSome(most)) > 0;
  }

  #chunk(): boolean {
    const content = this.#snappy.next();
    if (content === undefined) return false;
    if (BigInt(content.byteLength) > this.#left) throw new SnappyError('more than it says');
    this.#took(content);
    return true;
  }

  #took(content: Uint8Array): number {
    this.#scan.feed(content);
    this.#left -= BigInt(content.byteLength);
    return content.byteLength;
  }

  #failure(): Failure | undefined {
    if (this.#damage !== undefined)
      return { code: 'memory.damaged', cause: `the capture is damaged: ${this.#damage}` };
    const overlap = overlapIn(this.#ranges);
    if (overlap !== undefined)
      return {
        code: 'memory.damaged',
        cause: `two ranges of the capture overlap at ${hex(overlap)}`,
      };
    const last = this.#ranges.at(-1);
    if (
      last === undefined ||
      (this.#ranges.length === 1 && this.#left === last.last - last.start + 1n)
    )
      return { code: 'memory.empty', cause: 'the capture has a header and no memory' };
    if (this.#left > 0n || this.#trailer)
      return {
        code: 'memory.truncated',
        cause: `the capture is cut: the range at ${hex(last.start)} misses its last ${String(this.#left)} bytes`,
      };
    if (this.#queue.length > 0)
      return { code: 'memory.truncated', cause: 'the capture is cut within the header of a range' };
    return undefined;
  }
}

function kindOf(header: Buffer): 'lime' | 'avml' | undefined {
  const magic = header.readUInt32LE(0);
  const version = header.readUInt32LE(4);
  if (magic === LIME && version === 1) return 'lime';
  if (magic === AVML && version === 2) return 'avml';
  return undefined;
}

function overlapIn(ranges: readonly Range[]): bigint | undefined {
  const sorted = ascending(ranges);
  return sorted.find(({ start }, n) => start <= (sorted[n - 1]?.last ?? -1n))?.start;
}

const ascending = (ranges: readonly Range[]): readonly Range[] =>
  ranges.toSorted((a, b) => (a.start < b.start ? -1 : 1));

function measured(ranges: readonly Range[], missing: bigint): CaptureReport {
  const sorted = ascending(ranges);
  const first = sorted[0]?.start;
  const last = sorted.at(-1)?.last;
  const covered = ranges.reduce((sum, range) => sum + range.last - range.start + 1n, 0n);
  const span = first === undefined || last === undefined ? 0n : last - first + 1n;
  return {
    ranges: ranges.length,
    bytes: Number(covered - missing),
    gaps: Number(span - covered),
    firstAddress: first,
    lastAddress: last,
  };
}
