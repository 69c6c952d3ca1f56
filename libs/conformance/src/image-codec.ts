import { createCipheriv, createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '@afo/domain';
import { STRETCH_BLOCKS } from '@afo/ports';
import type {
  DigestAlgorithm,
  Frame,
  ImageCodec,
  RunningDigest,
  SealedStretch,
  Stretch,
} from '@afo/ports';

const MOST = STRETCH_BLOCKS * BLOCK_SIZE;

/** Content with a bit of everything: text, zeros, and bytes that do not compress. */
function contentOf(bytes: number, seed = 1): Buffer {
  const content = Buffer.alloc(bytes);
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  for (let at = 0; at < bytes; at += BLOCK_SIZE) {
    const block = content.subarray(at, at + BLOCK_SIZE);
    const kind = (at / BLOCK_SIZE + seed) % 3;
    if (kind === 1) block.fill(`text ${String(at)} of ${String(seed)}; `);
    if (kind === 2) cipher.update(Buffer.alloc(block.byteLength)).copy(block);
  }
  return content;
}

async function* stretchesOf(content: Buffer, length = MOST): AsyncGenerator<Stretch> {
  for (let at = 0; at < content.byteLength; at += length) {
    await Promise.resolve();
    const piece = content.subarray(at, at + length);
    yield {
      bytes: piece.byteLength,
      fill: async (into) => {
        await Promise.resolve();
        into.set(piece);
      },
    };
  }
}

async function* listOf<T>(...items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

/** A stretch with its content and frames copied, since they are lent only until the next one. */
async function kept(stretches: AsyncIterable<SealedStretch>): Promise<SealedStretch[]> {
  const all: SealedStretch[] = [];
  for await (const stretch of stretches) all.push(copyOf(stretch));
  return all;
}

const copyOf = ({ bytes, content, blocks }: SealedStretch): SealedStretch => ({
  bytes,
  ...(content === undefined ? {} : { content: Uint8Array.from(content) }),
  ...(blocks === undefined
    ? {}
    : {
        blocks: blocks.map(({ frame, ...block }) =>
          frame === undefined ? block : { ...block, frame: Uint8Array.from(frame) },
        ),
      }),
});

const digestOf = (bytes: Uint8Array, algorithm = 'sha256'): string =>
  createHash(algorithm).update(bytes).digest('hex');

const frameOf = (bytes: Uint8Array): Frame => ({
  bytes: Uint8Array.from(zstdCompressSync(bytes, { pledgedSrcSize: bytes.byteLength })),
  content: bytes.byteLength,
});

const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

/** What every ImageCodec keeps (libs/ports/src/image-codec.ts). */
export function imageCodecConformance(make: () => ImageCodec): void {
  let codec: ImageCodec;
  let running: RunningDigest;

  beforeEach(() => {
    codec = make();
    running = codec.digest(['sha256']);
  });
  afterEach(async () => {
    await running.discard();
    await codec.close();
  });

  describe('when content is sealed', () => {
    it.each([1, 1000, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 3 * MOST, 3 * MOST + 77])(
      'gives %i bytes back in order, with the digest and the frame of every block',
      async (bytes) => {
        const content = contentOf(bytes);

        const sealed = await kept(codec.seal(stretchesOf(content), running));

        const blocks = sealed.flatMap((stretch) => stretch.blocks ?? []);
        expect(
          Buffer.concat(sealed.map((stretch) => stretch.content ?? new Uint8Array())).equals(
            content,
          ),
        ).toBe(true);
        for (const [n, block] of blocks.entries()) {
          const original = content.subarray(n * BLOCK_SIZE, (n + 1) * BLOCK_SIZE);
          expect(block.bytes).toBe(original.byteLength);
          expect(Buffer.from(block.digest).toString('hex')).toBe(digestOf(original));
          if (block.frame === undefined) expect(original.every((byte) => byte === 0)).toBe(true);
          else expect(zstdDecompressSync(block.frame).equals(original)).toBe(true);
        }
        expect(await running.finish()).toEqual({ sha256: digestOf(content) });
      },
    );

    it('gives no frame for a block of zeros, and the true digest', async () => {
      const [stretch] = await kept(codec.seal(stretchesOf(Buffer.alloc(BLOCK_SIZE + 5)), running));

      expect(stretch?.blocks?.map(({ bytes, frame }) => [bytes, frame])).toEqual([
        [BLOCK_SIZE, undefined],
        [5, undefined],
      ]);
      expect(Buffer.from(stretch?.blocks?.[1]?.digest ?? []).toString('hex')).toBe(
        digestOf(Buffer.alloc(5)),
      );
    });

    it('takes known zeros into the digest without reading them', async () => {
      const text = contentOf(BLOCK_SIZE, 1);
      async function* stretches(): AsyncGenerator<Stretch> {
        yield { zeros: 3 * MOST + 5 };
        yield* stretchesOf(text);
        yield { zeros: 1 };
      }

      const sealed = await kept(codec.seal(stretches(), running));

      expect(sealed.map(({ bytes, blocks }) => [bytes, blocks === undefined])).toEqual([
        [3 * MOST + 5, true],
        [BLOCK_SIZE, false],
        [1, true],
      ]);
      const whole = Buffer.concat([Buffer.alloc(3 * MOST + 5), text, Buffer.alloc(1)]);
      expect(await running.finish()).toEqual({ sha256: digestOf(whole) });
    });

    it('computes what was asked for, side by side', async () => {
      const algorithms: readonly DigestAlgorithm[] = ['sha256', 'sha1', 'md5'];
      const three = codec.digest(algorithms);
      const content = contentOf(2 * MOST);

      await kept(codec.seal(stretchesOf(content), three));

      const expected = Object.fromEntries(
        algorithms.map((name) => [name, digestOf(content, name)]),
      );
      expect(await three.finish()).toEqual(expected);
    });

    it('goes on with a digest over several calls', async () => {
      const content = contentOf(3 * BLOCK_SIZE);
      await kept(codec.seal(stretchesOf(content.subarray(0, BLOCK_SIZE)), running));
      await kept(
        codec.open(listOf(frameOf(content.subarray(BLOCK_SIZE, 2 * BLOCK_SIZE))), running),
      );
      await kept(codec.seal(stretchesOf(content.subarray(2 * BLOCK_SIZE)), running));

      expect(await running.finish()).toEqual({ sha256: digestOf(content) });
    });

    it('does not run ahead of a slow consumer without a bound', async () => {
      let filled = 0;
      async function* endless(): AsyncGenerator<Stretch> {
        for (;;) {
          await Promise.resolve();
          yield {
            bytes: 1000,
            fill: (into) => {
              filled += 1;
              into.fill(1);
              return Promise.resolve();
            },
          };
        }
      }
      const iterator = codec.seal(endless(), running)[Symbol.asyncIterator]();
      await iterator.next();

      await new Promise((resolve) => setTimeout(resolve, 50));

      expect(filled).toBeLessThan(100);
      await iterator.return?.();
    });

    it('throws what filling a stretch throws, and serves the next content unharmed', async () => {
      const broken = new Error('the disk is gone');
      async function* failing(): AsyncGenerator<Stretch> {
        yield* stretchesOf(contentOf(2 * MOST));
        yield { bytes: MOST, fill: () => Promise.reject(broken) };
        // These are on their way when the failure comes, and must not reach into the buffers of what follows.
        for (let n = 0; n < 4; n += 1)
          yield {
            bytes: MOST,
            fill: async (into) => {
              await new Promise((resolve) => setTimeout(resolve, 20));
              into.fill(0xee);
            },
          };
      }
      const failed = await code(kept(codec.seal(failing(), running)));

      const next = codec.digest(['sha256']);
      const content = contentOf(6 * MOST, 2);
      const sealed = await kept(codec.seal(stretchesOf(content), next));

      expect(failed).toBe(broken);
      expect(
        Buffer.concat(sealed.map((stretch) => stretch.content ?? new Uint8Array())).equals(content),
      ).toBe(true);
      expect(await next.finish()).toEqual({ sha256: digestOf(content) });
    });

    it('keeps several contents apart', async () => {
      const contents = [1, 2, 3, 4].map((seed) => contentOf(3 * MOST + seed, seed));

      const digests = await Promise.all(
        contents.map(async (content) => {
          const own = codec.digest(['sha256']);
          for await (const { content: bytes } of codec.seal(stretchesOf(content, BLOCK_SIZE), own))
            expect(bytes?.byteLength).toBeGreaterThan(0);
          return own.finish();
        }),
      );

      expect(digests).toEqual(contents.map((content) => ({ sha256: digestOf(content) })));
    });

    it('can be given up in the middle', async () => {
      for await (const stretch of codec.seal(stretchesOf(contentOf(9 * MOST)), running)) {
        expect(stretch.bytes).toBe(MOST);
        break;
      }
      await running.discard();
      await running.discard();
    });
  });

  describe('when frames are opened', () => {
    it('gives the content and the digests of its blocks', async () => {
      const content = contentOf(7 * BLOCK_SIZE + 99);
      const frames = [0, 1, 3, 7].map((n, index, all) =>
        frameOf(content.subarray(n * BLOCK_SIZE, (all[index + 1] ?? 99) * BLOCK_SIZE)),
      );
      const digests: Uint8Array[] = [];
      const parts: Uint8Array[] = [];

      for await (const stretch of codec.open(listOf(...frames), running)) {
        parts.push(Uint8Array.from(stretch.content ?? []));
        digests.push(Uint8Array.from(stretch.digests ?? []));
      }

      const expected = Array.from({ length: 8 }, (_, n) =>
        createHash('sha256')
          .update(content.subarray(n * BLOCK_SIZE, (n + 1) * BLOCK_SIZE))
          .digest(),
      );
      expect(Buffer.concat(parts).equals(content)).toBe(true);
      expect(Buffer.concat(digests).equals(Buffer.concat(expected))).toBe(true);
      expect(await running.finish()).toEqual({ sha256: digestOf(content) });
    });

    const block = contentOf(BLOCK_SIZE);
    const frame = zstdCompressSync(block, { pledgedSrcSize: BLOCK_SIZE });
    it.each<[string, readonly Frame[]]>([
      ['is cut', [{ bytes: Uint8Array.from(frame.subarray(0, -3)), content: BLOCK_SIZE }]],
      ['is noise', [{ bytes: Uint8Array.from(frame).fill(7, 10), content: BLOCK_SIZE }]],
      ['holds more than it says', [{ bytes: Uint8Array.from(frame), content: BLOCK_SIZE / 2 }]],
      ['holds less than it says', [{ bytes: Uint8Array.from(frame), content: BLOCK_SIZE * 2 }]],
      ['is no frame', [{ bytes: Uint8Array.of(1, 2, 3, 4, 5), content: 5 }]],
    ])('refuses a frame that %s', async (_, frames) => {
      expect(await code(kept(codec.open(listOf(...frames), running)))).toBe('codec.damaged');
    });
  });

  it('F-01 has no digest of nothing', async () => {
    expect(await code(running.finish())).toBe('source.empty');
  });
}
