import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { imageCodecConformance } from '@afo/conformance';
import { BLOCK_SIZE } from '@afo/domain';
import { STRETCH_BLOCKS } from '@afo/ports';
import type { Frame, Stretch } from '@afo/ports';
import { ThreadCodec } from './thread-codec.ts';

describe('the codec on threads', () => {
  imageCodecConformance(() => new ThreadCodec({ threads: 2, depth: 4 }));
});

async function* once<T>(...items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

describe('when frames are not what a segment holds', () => {
  it.each<[string, readonly Frame[]]>([
    ['a short frame before the end', [{ zeros: 5 }, { zeros: BLOCK_SIZE }]],
    ['a frame of no bytes', [{ zeros: 0 }]],
    ['a frame that claims more than a buffer', [{ bytes: Uint8Array.of(0), content: 2 ** 40 }]],
  ])('refuses %s', async (_, frames) => {
    const codec = new ThreadCodec({ threads: 1 });
    const running = codec.digest(['sha256']);
    const opening = (async () => {
      for await (const stretch of codec.open(once(...frames), running))
        expect(stretch.bytes).toBeGreaterThan(0);
    })();

    await expect(opening).rejects.toMatchObject({ code: 'codec.damaged' });
    await running.discard();
    await codec.close();
  });
});

describe('when a source has digested its blocks', () => {
  it('takes those digests, and computes the ones that are not known', async () => {
    const codec = new ThreadCodec({ threads: 1 });
    const running = codec.digest(['sha256']);
    const given = Buffer.alloc(32, 0xab);
    const three: Stretch = {
      bytes: 3 * BLOCK_SIZE,
      fill: (into, known) => {
        into.set(Buffer.alloc(2 * BLOCK_SIZE, 'text'));
        known.set(given, 0);
        return Promise.resolve();
      },
    };

    const digests: string[] = [];
    for await (const { blocks = [] } of codec.seal(once(three), running))
      digests.push(...blocks.map(({ digest }) => Buffer.from(digest).toString('hex')));

    const text = Buffer.alloc(BLOCK_SIZE, 'text');
    expect(digests).toEqual([
      given.toString('hex'),
      hash('sha256', text),
      hash('sha256', Buffer.alloc(BLOCK_SIZE)),
    ]);
    await running.discard();
    await codec.close();
  });
});

describe('when the codec is misused', () => {
  it('refuses a stretch that is longer than a buffer', async () => {
    const codec = new ThreadCodec({ threads: 1 });
    const running = codec.digest(['sha256']);
    const long: Stretch = { bytes: STRETCH_BLOCKS * BLOCK_SIZE + 1, fill: () => Promise.resolve() };
    const sealing = codec.seal(once(long), running)[Symbol.asyncIterator]();

    await expect(sealing.next()).rejects.toMatchObject({ code: 'codec.damaged' });
    await running.discard();
    await codec.close();
  });

  it('fails instead of waiting for ever when its threads have ended', async () => {
    const codec = new ThreadCodec({ threads: 1 });
    const running = codec.digest(['sha256']);
    await codec.close();
    const some: Stretch = { bytes: 10, fill: () => Promise.resolve() };
    const sealing = codec.seal(once(some), running)[Symbol.asyncIterator]();

    await expect(sealing.next()).rejects.toMatchObject({ code: 'codec.damaged' });
  });
});
