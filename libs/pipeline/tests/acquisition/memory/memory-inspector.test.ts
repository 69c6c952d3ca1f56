import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryInspector } from '../../../src/acquisition/memory/memory-inspector.ts';
import type { Judgement } from '../../../src/acquisition/judgement.ts';
import { crc32c } from '../../../src/acquisition/memory/crc32c.ts';

const BANNER =
  'Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)';

/** Memory of a running machine: every other page zeros, the kernel's banner in the middle. */
function memory(pages: number): Buffer {
  const bytes = Buffer.alloc(pages * 4096);
  for (let page = 0; page < pages; page += 2)
    bytes.fill(`page ${String(page)};`, page * 4096, (page + 1) * 4096);
  bytes.write(`${BANNER}\n`, Math.floor(pages / 2) * 4096 - 20);
  return bytes;
}

function range(magic: 'EMiL' | 'AVML', start: bigint, bytes: number): Buffer {
  const header = Buffer.alloc(32);
  header.write(magic, 'latin1');
  header.writeUInt32LE(magic === 'EMiL' ? 1 : 2, 4);
  header.writeBigUInt64LE(start, 8);
  header.writeBigUInt64LE(start + BigInt(bytes) - 1n, 16);
  return header;
}

const lime = (...ranges: readonly (readonly [bigint, Buffer])[]): Buffer =>
  Buffer.concat(
    ranges.flatMap(([start, bytes]) => [range('EMiL', start, bytes.byteLength), bytes]),
  );

/** AVML's form, with chunks that are not compressed: what a decoder must take as well as compressed ones. */
function avml(...ranges: readonly (readonly [bigint, Buffer])[]): Buffer {
  return Buffer.concat(
    ranges.flatMap(([start, bytes]) => {
      const stream = framed(bytes);
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(stream.byteLength));
      return [range('AVML', start, bytes.byteLength), stream, length];
    }),
  );
}

function framed(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [Buffer.from('ff060000734e61507059', 'hex')];
  for (let at = 0; at < bytes.byteLength; at += 65_536) {
    const content = bytes.subarray(at, at + 65_536);
    const head = Buffer.alloc(8);
    head.writeUInt8(1, 0);
    head.writeUIntLE(content.byteLength + 4, 1, 3);
    const crc = crc32c(content);
    head.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0, 4);
    chunks.push(head, content);
  }
  return Buffer.concat(chunks);
}

function core(...segments: readonly (readonly [bigint, Buffer])[]): Buffer {
  const tableBytes = 56 * (segments.length + 1);
  const header = Buffer.alloc(64 + tableBytes);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(4, 16);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(segments.length + 1, 56);
  header.writeUInt32LE(4, 64);
  let offset = header.byteLength;
  for (const [n, [address, bytes]] of segments.entries()) {
    const entry = header.subarray(64 + 56 * (n + 1));
    entry.writeUInt32LE(1, 0);
    entry.writeBigUInt64LE(BigInt(offset), 8);
    entry.writeBigUInt64LE(address, 24);
    entry.writeBigUInt64LE(BigInt(bytes.byteLength), 32);
    offset += bytes.byteLength;
  }
  return Buffer.concat([header, ...segments.map(([, bytes]) => bytes)]);
}

/** Shows the capture to the inspector in pieces; runs of zeros come as known zeros, as an acquisition gives them. */
function judge(capture: Buffer, pieceBytes = 100_000): Judgement {
  const inspector = new MemoryInspector();
  for (let at = 0; at < capture.byteLength; at += pieceBytes) {
    const piece = capture.subarray(at, at + pieceBytes);
    if (piece.every((byte) => byte === 0)) inspector.observe(piece.byteLength);
    else inspector.observe(piece.byteLength, piece);
  }
  return inspector.judge();
}

const MEMORY = memory(200);
const FORMATS = {
  lime: lime([0x1000n, MEMORY.subarray(0, 20 * 4096)], [0x100000n, MEMORY.subarray(20 * 4096)]),
  avml: avml([0x1000n, MEMORY.subarray(0, 20 * 4096)], [0x100000n, MEMORY.subarray(20 * 4096)]),
  'elf-core': core([0n, MEMORY.subarray(0, 20 * 4096)], [0x100000n, MEMORY.subarray(20 * 4096)]),
  raw: MEMORY,
} as const;

describe.each(Object.entries(FORMATS))('when a capture is %s', (format, capture) => {
  it('says what it holds', () => {
    const { facts, failure, limits } = judge(capture);

    expect(failure).toBeUndefined();
    expect(limits).toEqual([]);
    expect(facts).toMatchObject({
      'memory.format': format,
      'memory.bytes': MEMORY.byteLength,
      'memory.pages': 200,
      'memory.zeroPages': 99,
      'memory.kernel': BANNER,
    });
  });

  it('says the same however it comes in pieces', () => {
    const whole = judge(capture);

    fc.assert(
      fc.property(fc.integer({ min: 500, max: capture.byteLength }), (pieceBytes) => {
        expect(judge(capture, pieceBytes)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('never takes a cut capture for a whole one, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: capture.byteLength - 1 }), (bytes) => {
        // Raw memory has no end of its own but that of a page.
        fc.pre(format !== 'raw' || bytes % 4096 !== 0);
        expect(judge(capture.subarray(0, bytes)).failure).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  it('never fails but with a judgement, whatever is wrong with it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
        }),
        (changes) => {
          const damaged = Buffer.from(capture);
          for (const [at, byte] of changes) damaged.writeUInt8(byte, at);
          expect(() => judge(damaged, 1_000_000)).not.toThrow();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('when a capture is not what it should be', () => {
  it.each([
    ['F-01 a LiME header alone', range('EMiL', 0n, 4096), 'memory.empty'],
    ['F-01 an AVML header alone', range('AVML', 0n, 4096), 'memory.empty'],
    ['F-01 a core without memory', core(), 'memory.empty'],
    ['a cut header', range('EMiL', 0n, 4096).subarray(0, 20), 'memory.empty'],
    [
      'a later header that is cut',
      Buffer.concat([FORMATS.lime, Buffer.from('EMiL')]),
      'memory.truncated',
    ],
    [
      'AVML without the length behind its last range',
      FORMATS.avml.subarray(0, -3),
      'memory.truncated',
    ],
    ['ranges that overlap', lime([0x1000n, MEMORY], [0x2000n, MEMORY]), 'memory.damaged'],
    [
      'something behind the last range',
      Buffer.concat([FORMATS.lime, Buffer.alloc(64, 7)]),
      'memory.damaged',
    ],
    [
      'a range that ends before it begins',
      Buffer.concat([range('EMiL', 4096n, -4095), MEMORY]),
      'memory.damaged',
    ],
    [
      'a program instead of a core',
      Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), MEMORY]),
      'memory.unsupported',
    ],
    [
      'a Windows crash dump',
      Buffer.concat([Buffer.from('PAGEDU64'), MEMORY]),
      'memory.unsupported',
    ],
    ['a compressed kdump', Buffer.concat([Buffer.from('KDUMP   '), MEMORY]), 'memory.unsupported'],
    ['raw memory with half a page', MEMORY.subarray(0, -100), 'memory.truncated'],
    ['F-02 nothing but zeros', Buffer.alloc(1_048_576), 'memory.zeros'],
    [
      'F-02 zeros with a few bytes among them',
      Buffer.concat([Buffer.from('x'), Buffer.alloc(4096 * 200 - 1)]),
      'memory.zeros',
    ],
    ['no kernel', Buffer.alloc(409_600, 'x'), 'memory.no-kernel'],
    [
      'words that only begin like a banner',
      Buffer.alloc(409_600, 'Linux version %s (%s) '),
      'memory.no-kernel',
    ],
  ])('fails for %s', (_, capture, code) => {
    expect(judge(capture).failure?.code).toBe(code);
  });

  it('finds damage inside a compressed range', () => {
    const damaged = Buffer.from(FORMATS.avml);
    damaged.writeUInt8(damaged.readUInt8(5000) ^ 1, 5000);

    expect(judge(damaged).failure?.code).toBe('memory.damaged');
  });

  it('believes a large machine that is mostly idle, and says how many pages are zeros', () => {
    const idle = Buffer.concat([memory(20), Buffer.alloc(4096 * 600)]);

    const { failure, limits } = judge(idle);

    expect(failure).toBeUndefined();
    expect(limits).toHaveLength(1);
  });

  it('does not take long over a file of nothing but range headers', () => {
    const headers = Buffer.concat(
      Array.from({ length: 60_000 }, (_, n) =>
        Buffer.concat([range('EMiL', BigInt(4 * n), 1), Buffer.from('x')]),
      ),
    );
    const before = performance.now();

    judge(headers, 2_097_152);

    expect(performance.now() - before).toBeLessThan(5000);
  });
});
