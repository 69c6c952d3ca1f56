import { randomBytes } from 'node:crypto';
import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Chance } from '../../tests/support/chance.ts';
import { seekable, seekTable, skippable, u32 } from '../../tests/support/zstd.ts';
import { decodeZstd } from '../node/zstd-decoder.ts';
import { dataFrames } from './data-frames.ts';
import { readSeekTable, seekTableFault } from './seek-table.ts';
import { ZstdFrames } from './zstd-frames.ts';

const checksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const random = new Chance(1).bytes(300_000);

function walk(bytes: Uint8Array, chunkBytes = 1000) {
  const frames = new ZstdFrames();
  const data: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    for (const piece of frames.feed(bytes.subarray(at, at + chunkBytes))) data.push(piece.bytes);
  frames.end();
  return { frames: frames.frames, trailer: frames.trailer, data: Buffer.concat(data) };
}

/** What the objects of an item decode to, frame by frame, the stream cut into chunks. */
async function decoded(bytes: Uint8Array, chunkBytes = 50_000): Promise<Buffer> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      yield await Promise.resolve(bytes.subarray(at, at + chunkBytes));
    }
  }
  const frames: Uint8Array[] = [];
  for await (const frame of dataFrames(stream(), new ZstdFrames()))
    frames.push(await allOf(decodeZstd(frame)));
  return Buffer.concat(frames);
}

async function allOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('when frames are walked along', () => {
  it('hands on data frames, whatever lies between them and however they are cut', () => {
    const contents = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.constant(random),
        fc.constant(Buffer.alloc(200_000)),
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(
        contents,
        fc.boolean(),
        fc.integer({ min: 1, max: 70_000 }),
        (pieces, withChecksum, chunkBytes) => {
          const frames = pieces.map((piece) =>
            zstdCompressSync(piece, withChecksum ? checksum : {}),
          );
          const laid = frames.flatMap((frame) => [skippable(Buffer.from('aside')), frame]);
          const bytes = Buffer.concat(laid);

          const walked = walk(bytes, chunkBytes);

          expect(walked.frames.map(({ compressedBytes }) => compressedBytes)).toEqual(
            laid.map(({ length }) => length),
          );
          expect(walked.data.equals(Buffer.concat(frames))).toBe(true);
          expect(walked.trailer).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([0, 1, 255, 256, 65_791, 65_792, 300_000])(
    'reads the length of a content of %d bytes',
    (length) => {
      const content = random.subarray(0, length);

      expect(
        walk(zstdCompressSync(content, { pledgedSrcSize: length })).frames.map(
          ({ contentBytes }) => contentBytes,
        ),
      ).toEqual([length]);
    },
  );

  it('reads lengths of eight bytes, and windows and dictionaries beside them', () => {
    const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
    const emptyBlock = Buffer.from([1, 0, 0]);
    const header = (descriptor: number, rest: number[]): Buffer =>
      Buffer.concat([magic, Buffer.from([descriptor, ...rest]), emptyBlock]);

    const lengths = [
      header(0xc0, [0x58, 7, 0, 0, 0, 0, 0, 0, 0]),
      header(0x21, [1, 9]),
      header(0x22, [1, 2, 9]),
      header(0x23, [1, 2, 3, 4, 9]),
      header(0x00, [0x58]),
      header(0x40, [0x58, 1, 0]),
      header(0x80, [0x58, 1, 0, 0, 0]),
    ].map((bytes) => walk(bytes).frames[0]?.contentBytes);

    expect(lengths).toEqual([7, 9, 9, 9, undefined, 257, 1]);
  });

  it('keeps what a skippable frame at the end holds, and only there', () => {
    const frame = zstdCompressSync(random);

    expect(
      walk(
        Buffer.concat([frame, skippable(Buffer.from('facts')), skippable(Buffer.from('table'))]),
      ).trailer?.toString(),
    ).toBe(Buffer.from('table').toString());
    expect(walk(Buffer.concat([frame, skippable(Buffer.alloc(0))])).trailer).toHaveLength(0);
    expect(walk(Buffer.alloc(0))).toMatchObject({ frames: [], trailer: undefined });
  });

  it('decodes all of what a decoder by itself drops in silence', async () => {
    const frame = zstdCompressSync(random);
    const aside = skippable(Buffer.from('aside'));
    const bytes = Buffer.concat([aside, frame, aside, frame, frame]);

    expect((await decoded(bytes)).equals(Buffer.concat([random, random, random]))).toBe(true);
    expect((await decoded(bytes, 1)).equals(Buffer.concat([random, random, random]))).toBe(true);
    expect(await decoded(skippable(random))).toHaveLength(0);
  });

  it('decodes large frames as a stream, in bounded memory', async () => {
    const noise = Buffer.concat(Array.from({ length: 8 }, () => random));
    const large = [Buffer.alloc(40_000_000), noise, Buffer.alloc(40_000_000), noise];
    const bytes = Buffer.concat([zstdCompressSync(Buffer.concat(large)), zstdCompressSync(random)]);

    expect((await decoded(bytes, 70_000)).equals(Buffer.concat([...large, random]))).toBe(true);
  });

  it('fails where the medium fails in the middle of a large frame, and is not left waiting', async () => {
    const bytes = zstdCompressSync(randomBytes(3_000_000));
    async function* medium(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 1_500_000);
      await Promise.resolve();
      throw new Error('bad sector');
    }

    await expect(allOf(decodeZstd(medium()))).rejects.toThrow('bad sector');
  });

  it('decodes frames that are larger than what is held at once', async () => {
    const noise = randomBytes(2_500_000);
    const bytes = Buffer.concat([zstdCompressSync(noise), zstdCompressSync(random)]);

    expect((await decoded(bytes, 70_000)).equals(Buffer.concat([noise, random]))).toBe(true);
  });

  it.each([0, 1])('passes over what a reader leaves of a frame after %d pieces', async (pieces) => {
    const frame = zstdCompressSync(random);
    const chunks = [frame.subarray(0, 900), frame.subarray(900), zstdCompressSync(Buffer.alloc(9))];
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (const chunk of chunks) yield await Promise.resolve(chunk);
    }
    let begun = 0;
    for await (const one of dataFrames(stream(), new ZstdFrames())) {
      begun += 1;
      if (pieces === 0) continue;
      for await (const bytes of one) if (bytes.length > 0) break;
    }

    expect(begun).toBe(2);
  });

  it.each<[string, Buffer]>([
    ['something else', Buffer.from('hello world')],
    [
      'something else behind a frame',
      Buffer.concat([zstdCompressSync(random), Buffer.from('hello')]),
    ],
    ['a frame that is cut off', zstdCompressSync(random).subarray(0, -1)],
    [
      'a magic number that is cut off',
      Buffer.concat([zstdCompressSync(random), Buffer.from([0x28])]),
    ],
    ['a skippable frame that is cut off', skippable(random).subarray(0, -1)],
    ['a skippable frame without end', Buffer.concat([u32(0x184d2a50), u32(0xffffffff)])],
    ['a block of a reserved type', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x07, 0, 0])],
  ])('refuses %s', (_, bytes) => {
    expect(() => walk(bytes)).toThrow(expect.objectContaining({ code: 'verify.undecodable' }));
  });
});

describe('when a frame is hostile', () => {
  it('F-72 refuses a window of more than 128 MiB', async () => {
    const greedy = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0]);

    await expect(decoded(greedy)).rejects.toThrow();
  });

  it('says so when the content does not decode', async () => {
    const bytes = zstdCompressSync(random, checksum);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;

    await expect(decoded(bytes)).rejects.toThrow();
  });
});

describe('when a seek table is read', () => {
  const object = seekable([random, Buffer.alloc(500)]);
  const { frames, trailer } = walk(object);

  it('describes the frames of the object', () => {
    expect(readSeekTable(trailer)?.map(({ contentBytes }) => contentBytes)).toEqual([300_000, 500]);
    expect(seekTableFault(readSeekTable(trailer) ?? [], frames, 300_500)).toBeUndefined();
  });

  it('takes a table with checksums', () => {
    const entries = frames.map(({ compressedBytes }, index) =>
      Buffer.concat([u32(compressedBytes), u32([300_000, 500][index] ?? 0), u32(9)]),
    );
    const table = Buffer.concat([...entries, u32(2), Buffer.from([0x80]), u32(0x8f92eab1)]);

    expect(seekTableFault(readSeekTable(table) ?? [], frames, 300_500)).toBeUndefined();
  });

  it.each<[string, Buffer | undefined]>([
    ['there is none', undefined],
    ['it is too short', Buffer.alloc(8)],
    ['its magic number is another', Buffer.concat([seekTable([]).subarray(8, -4), u32(1)])],
    [
      'its descriptor uses reserved bits',
      Buffer.concat([u32(0), Buffer.from([0x04]), u32(0x8f92eab1)]),
    ],
    ['its count does not fit', Buffer.concat([u32(3), Buffer.from([0]), u32(0x8f92eab1)])],
  ])('finds no table when %s', (_, bytes) => {
    expect(readSeekTable(bytes)).toBeUndefined();
  });

  it.each([
    ['lists too few frames', [], 'its seek table lists 0 of 2 frames'],
    [
      'has a wrong place',
      [
        { compressedBytes: 1, contentBytes: 300_000 },
        { compressedBytes: frames[1]?.compressedBytes ?? 0, contentBytes: 500 },
      ],
      'its seek table is wrong about frame 0',
    ],
    [
      'has a wrong length',
      frames.map(({ compressedBytes }) => ({ compressedBytes, contentBytes: 500 })),
      'its seek table is wrong about frame 0',
    ],
  ])('tells that it %s', (_, table, expected) => {
    expect(seekTableFault(table, frames, 300_500)).toBe(expected);
  });

  it('tells that it adds up to something else, where frames do not say their length', () => {
    const silent = frames.map(({ compressedBytes }) => ({
      compressedBytes,
      contentBytes: undefined,
    }));

    expect(seekTableFault(readSeekTable(trailer) ?? [], silent, 300_500)).toBeUndefined();
    expect(seekTableFault(readSeekTable(trailer) ?? [], silent, 1)).toBe(
      'its seek table adds up to another length',
    );
  });
});

describe('when a segment holds a skippable frame before its seek table', () => {
  it('counts it as a frame of no content, and the last one as the table: our own segments are written so', () => {
    const content = Buffer.from('content');
    const frame = zstdCompressSync(content);
    const facts = skippable(Buffer.from('{"v":1}'));

    const walked = walk(Buffer.concat([frame, facts, skippable(Buffer.from('table'))]), 7);

    expect(walked.frames).toEqual([
      { compressedBytes: frame.length, contentBytes: content.length },
      { compressedBytes: facts.length, contentBytes: 0 },
    ]);
    expect(Buffer.from(walked.trailer ?? []).toString()).toBe('table');
  });
});
