import type { Inspector } from '../acquire-item.ts';
import type { Failure } from '../failure.ts';
import type { Judgement } from '../judgement.ts';
import { hex } from './capture.ts';
import type { CaptureParser, CaptureReport } from './capture.ts';
import { ElfCapture } from './elf-capture.ts';
import { PageScan } from './page-scan.ts';
import { RangeCapture } from './range-capture.ts';
import { RawCapture } from './raw-capture.ts';
import { UnknownCapture } from './unknown-capture.ts';

const ZEROS = new Uint8Array(1024 * 1024);
/** A running machine has pages of zeros, but never so many and no kernel (F-02). */
const ZERO_SHARE = 0.99;

/** Judges a capture of memory while it is sealed: format, ranges, zeros, kernel (MEM-4). */
export class MemoryInspector implements Inspector {
  readonly #scan = new PageScan();
  #parser: CaptureParser | undefined;

  observe(bytes: number, content?: Uint8Array): void {
    this.#parser ??= parserFor(content ?? ZEROS, this.#scan);
    if (content !== undefined) this.#parser.feed(content);
    else
      for (let left = bytes; left > 0; left -= ZEROS.byteLength)
        this.#parser.feed(ZEROS.subarray(0, Math.min(left, ZEROS.byteLength)));
  }

  judge(): Judgement {
    const parser = this.#parser ?? new RawCapture(this.#scan);
    const report = parser.end();
    const failure = report.failure ?? this.#doubt(report);
    return {
      facts: { ...factsOf(parser.format, report), ...this.#pageFacts() },
      limits: this.#limits(),
      ...(failure === undefined ? {} : { failure }),
    };
  }

  #doubt(report: CaptureReport): Failure | undefined {
    const { pages, zeroPages, banner } = this.#scan;
    if (report.bytes === 0) return { code: 'memory.empty', cause: 'the capture holds no memory' };
    if (zeroPages === pages || (banner === undefined && zeroPages >= pages * ZERO_SHARE))
      return {
        code: 'memory.zeros',
        cause: `the capture holds nothing: ${String(zeroPages)} of ${String(pages)} pages are zeros`,
      };
    if (banner === undefined)
      return { code: 'memory.no-kernel', cause: 'no kernel names itself in the capture' };
    return undefined;
  }

  #pageFacts(): Judgement['facts'] {
    const { pages, zeroPages, banner } = this.#scan;
    return {
      'memory.pages': pages,
      'memory.zeroPages': zeroPages,
      ...(banner === undefined ? {} : { 'memory.kernel': banner }),
    };
  }

  #limits(): readonly string[] {
    const { pages, zeroPages } = this.#scan;
    const many = pages > 0 && zeroPages > pages * 0.9;
    return many ? [`${String(zeroPages)} of ${String(pages)} pages are zeros`] : [];
  }
}

function factsOf(format: string, report: CaptureReport): Judgement['facts'] {
  const { firstAddress, lastAddress } = report;
  return {
    'memory.format': format,
    'memory.ranges': report.ranges,
    'memory.bytes': report.bytes,
    'memory.gaps': report.gaps,
    ...(firstAddress === undefined ? {} : { 'memory.firstAddress': hex(firstAddress) }),
    ...(lastAddress === undefined ? {} : { 'memory.lastAddress': hex(lastAddress) }),
  };
}

function parserFor(head: Uint8Array, scan: PageScan): CaptureParser {
  const begins = (text: string): boolean =>
    Buffer.from(head.subarray(0, text.length)).equals(Buffer.from(text, 'latin1'));
  if (begins('EMiL')) return new RangeCapture('lime', scan);
  if (begins('AVML')) return new RangeCapture('avml', scan);
  if (begins('\x7fELF')) return new ElfCapture(scan);
  const known = UNKNOWN.find(([magic]) => begins(magic));
  return known === undefined ? new RawCapture(scan) : new UnknownCapture(known[1]);
}

/** Containers that would pass for raw memory and are not. */
const UNKNOWN: readonly (readonly [magic: string, name: string])[] = [
  ['PAGEDU64', 'windows-crash-dump'],
  ['PAGEDUMP', 'windows-crash-dump'],
  ['hibr', 'windows-hibernation'],
  ['HIBR', 'windows-hibernation'],
  ['KDUMP   ', 'kdump-compressed'],
  ['DISKDUMP', 'kdump-compressed'],
  ['makedumpfile', 'kdump-flattened'],
  ['\xd2\xbe\xd2\xbe', 'vmware-snapshot'],
  ['\x1f\x8b', 'gzip'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['PK\x03\x04', 'zip-or-aff4'],
];
