import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteQueue } from '../../../src/acquisition/memory/byte-queue.ts';
import { crc32c } from '../../../src/acquisition/memory/crc32c.ts';
import { decodeSnappy, SnappyError } from '../../../src/acquisition/memory/snappy.ts';
import { SnappyFrames } from '../../../src/acquisition/memory/snappy-frames.ts';

const SENTENCE =
  'Wikipedia is a free, web-based, collaborative, multilingual encyclopedia project.';
/** Made by another implementation (the Rust crate `snap` 1.1, which AVML uses): the sentence three times. */
const BLOCK = Buffer.from(
  '8wHwQ1dpa2lwZWRpYSBpcyBhIGZyZWUsIHdlYi1iYXNlZCwgY29sbGFib3JhdGl2ZSwgbXVsdGlsaW5ndWFsIGVuY3ljbG9wBT8ccHJvamVjdC7+UQD+UQCGUQA=',
  'base64',
);
const FRAMED = Buffer.from(
  '/wYAAHNOYVBwWQBgAAASejEs8wHwQ1dpa2lwZWRpYSBpcyBhIGZyZWUsIHdlYi1iYXNlZCwgY29sbGFib3JhdGl2ZSwgbXVsdGlsaW5ndWFsIGVuY3ljbG9wBT8ccHJvamVjdC7+UQD+UQCGUQA=',
  'base64',
);

/** Everything that a framed stream holds, given to the reader in pieces of that size. */
function decodeFrames(stream: Uint8Array, pieceBytes: number): Buffer {
  const queue = new ByteQueue();
  const frames = new SnappyFrames(queue);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < stream.byteLength; at += pieceBytes) {
    queue.push(stream.subarray(at, at + pieceBytes));
    for (let part = frames.next(); part !== undefined; part = frames.next()) parts.push(part);
  }
  return Buffer.concat(parts);
}

describe('when a Snappy block is decoded', () => {
  it('gives what another implementation has compressed', () => {
    expect(Buffer.from(decodeSnappy(BLOCK, 1000)).toString()).toBe(SENTENCE.repeat(3));
  });

  it.each([
    ['no bytes', [0], ''],
    ['a literal', [3, 0x08, 0x61, 0x62, 0x63], 'abc'],
    ['a literal with a length byte', [61, 60 << 2, 60, ...Buffer.alloc(61, 'x')], 'x'.repeat(61)],
    ['a copy of one byte offset that repeats itself', [7, 0x04, 0x61, 0x62, 0x05, 0x02], 'abababa'],
    ['a copy of two bytes offset', [6, 0x08, 0x61, 0x62, 0x63, 0x0a, 0x03, 0x00], 'abcabc'],
    ['a copy of four bytes offset', [6, 0x08, 0x61, 0x62, 0x63, 0x0b, 0x03, 0, 0, 0], 'abcabc'],
  ])('knows %s', (_, bytes, expected) => {
    expect(Buffer.from(decodeSnappy(Uint8Array.from(bytes), 1000)).toString()).toBe(expected);
  });

  it.each([
    ['claims too much', [0xff, 0xff, 0xff, 0x7f, 0]],
    ['has a length without an end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
    ['ends within a literal', [5, 0x10, 0x61]],
    ['copies from before its beginning', [8, 0x00, 0x61, 0x05, 0x09]],
    ['copies from nowhere', [8, 0x00, 0x61, 0x05, 0x00]],
    ['holds more than it says', [1, 0x08, 0x61, 0x62, 0x63]],
    ['holds less than it says', [9, 0x08, 0x61, 0x62, 0x63]],
    ['is empty', []],
  ])('refuses one that %s', (_, bytes) => {
    expect(() => decodeSnappy(Uint8Array.from(bytes), 1000)).toThrow(SnappyError);
  });

  it('never fails but typed, nor gives more than it may, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(decodeSnappy(bytes, 500).byteLength).toBeLessThanOrEqual(500);
        } catch (error) {
          expect(error).toBeInstanceOf(SnappyError);
        }
      }),
    );
  });
});

describe('when a framed stream is decoded', () => {
  it.each([1, 7, 1000])('gives the content, in pieces of %i bytes', (pieceBytes) => {
    expect(decodeFrames(FRAMED, pieceBytes).toString()).toBe(SENTENCE.repeat(3));
  });

  it('takes chunks that are not compressed, and passes padding over', () => {
    const content = Buffer.from('abc');
    const crc = crc32c(content);
    const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
    const chunk = Buffer.from([1, 7, 0, 0, 0, 0, 0, 0, 0x61, 0x62, 0x63]);
    chunk.writeUInt32LE(masked, 4);
    const padding = Buffer.from([0xfe, 2, 0, 0, 9, 9]);

    expect(
      decodeFrames(Buffer.concat([FRAMED.subarray(0, 10), padding, chunk]), 4).toString(),
    ).toBe('abc');
  });

  it.each([
    ['a flipped bit', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40)],
    ['another checksum', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(14) ^ 1, 14)],
    ['another identifier', (bytes: Buffer) => bytes.writeUInt8(0x53, 4)],
    ['no identifier', (bytes: Buffer) => bytes.writeUInt8(0x80, 0)],
    ['a chunk that is too long', (bytes: Buffer) => bytes.writeUInt8(0xff, 13)],
    ['a chunk that may not be skipped', (bytes: Buffer) => bytes.writeUInt8(2, 10)],
  ])('finds %s', (_, damage) => {
    const bytes = Buffer.from(FRAMED);
    damage(bytes);

    expect(() => decodeFrames(bytes, 1000)).toThrow(SnappyError);
  });

  it('computes the checksum of RFC 3720', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  });
});
