import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackedZstd } from './zstd-frames.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size)
    yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function unpack(packed: Uint8Array, size: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of unpackedZstd(inPieces(packed, size))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('when a packed log is read', () => {
  it('F-10 gives every frame, however the file is cut into chunks, so that no log line is lost', async () => {
    const contents = fc.array(fc.uint8Array({ maxLength: 3000 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 4000 }), async (frames, size) => {
        const packed = Buffer.concat(frames.map((frame) => zstdCompressSync(frame)));

        expect(await unpack(packed, size)).toEqual(Buffer.concat(frames));
      }),
    );
  });

  it('F-01 refuses a file that is cut or goes on with something else, instead of calling it whole', async () => {
    const frame = zstdCompressSync(Buffer.from('line\n'.repeat(1000)));

    await expect(unpack(frame.subarray(0, -4), 64)).rejects.toThrow();
    await expect(unpack(Buffer.concat([frame, Buffer.from('no zstd')]), 64)).rejects.toThrow();
  });
});
