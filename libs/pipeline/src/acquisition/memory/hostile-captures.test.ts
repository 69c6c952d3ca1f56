import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElfCapture } from './elf-capture.ts';
import { PageScan } from './page-scan.ts';
import { RangeCapture } from './range-capture.ts';

const MIB = 1024 * 1024;
const BANNER =
  'Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)';

const bannerIn = (...pieces: readonly Uint8Array[]): string | undefined => {
  const scan = new PageScan();
  for (const piece of pieces) scan.feed(piece);
  return scan.banner;
};

const filledWith = (unit: string): Buffer => Buffer.alloc(MIB, unit, 'latin1');

/** The least of several runs: whatever else the machine does can only add to it. */
function secondsFor(work: () => unknown): number {
  const runs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage().user;
    work();
    return process.cpuUsage().user - before;
  });
  return Math.min(...runs) / 1_000_000;
}

describe('when a capture is searched for its kernel', () => {
  it('finds the banner wherever it lies, also across two pieces', () => {
    fc.assert(
      fc.property(fc.nat(BANNER.length), fc.nat(5000), (cut, before) => {
        const memory = Buffer.concat([Buffer.alloc(before), Buffer.from(`${BANNER}\n\0`)]);
        const at = before + cut;
        const scan = new PageScan();
        scan.feed(memory.subarray(0, at));
        scan.feed(Buffer.concat([memory.subarray(at), Buffer.alloc(4096)]));

        expect(scan.banner?.startsWith('Linux version 6.1.0-18-amd64 (')).toBe(true);
      }),
    );
  });

  it.each([
    'Linux version %s (%s) %s\n',
    'Linux version 6.1.0',
    'Linux version 6.1.0 (x) #SMP',
    'Linux version 6.1.0 ) #1 (x)',
    'Linux version 6.1.0\n (x) #1',
  ])('F-06 takes %j for no kernel', (text) => {
    expect(bannerIn(Buffer.from(`${text}\0`))).toBeUndefined();
  });

  it.each([
    'Linux version 1.1 (',
    'Linux version 1.1 ( ( ( ( ( (',
    `Linux version 1.${'1'.repeat(400)}`,
  ])('F-72 is not slowed down by one that is filled with %j', (unit) => {
    const memory = filledWith(unit);

    expect(secondsFor(() => bannerIn(memory))).toBeLessThan(0.4);
  });
});

describe('when a core claims a table of segments that no core has', () => {
  it('F-72 refuses it at its header instead of waiting for gigabytes of it', () => {
    const header = Buffer.alloc(64);
    header.write('\x7fELF\x02\x01\x01', 'latin1');
    header.writeUInt16LE(4, 16);
    header.writeBigUInt64LE(64n, 32);
    header.writeUInt16LE(65_535, 54);
    header.writeUInt16LE(65_534, 56);
    const capture = new ElfCapture(new PageScan());

    capture.feed(header);

    expect(capture.end().failure?.code).toBe('memory.damaged');
  });
});

describe('when a capture is made of headers', () => {
  /** Ranges of one byte each, none beside another. */
  const ranges = (count: number): Buffer => {
    const capture = Buffer.alloc(33 * count);
    for (let n = 0; n < count; n += 1) {
      capture.writeUInt32LE(0x4c694d45, n * 33);
      capture.writeUInt32LE(1, n * 33 + 4);
      capture.writeBigUInt64LE(BigInt(n * 2), n * 33 + 8);
      capture.writeBigUInt64LE(BigInt(n * 2), n * 33 + 16);
    }
    return capture;
  };

  it('F-72 remembers no more ranges than a machine can have, and says why it stopped', () => {
    const capture = new RangeCapture('lime', new PageScan(), 100);
    capture.feed(ranges(5000));

    const { ranges: counted, failure } = capture.end();

    expect(counted).toBe(100);
    expect(failure).toEqual({
      code: 'memory.damaged',
      cause: 'the capture is damaged: more than 100 ranges',
    });
  });

  it('takes as many as there may be', () => {
    const capture = new RangeCapture('lime', new PageScan(), 100);
    capture.feed(ranges(100));

    expect(capture.end()).toMatchObject({ ranges: 100, bytes: 100 });
    expect(capture.end().failure).toBeUndefined();
  });
});
