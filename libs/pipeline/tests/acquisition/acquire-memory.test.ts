import { describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '@afo/domain';
import { digest, failureIn, source, stand } from './stand.ts';

describe('when memory is acquired', () => {
  const BANNER =
    'Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 12.2.0) #1 SMP Debian 6.1.76-1\n';

  function lime(bytes: number, fill: (memory: Buffer) => void): Buffer {
    const image = Buffer.alloc(32 + bytes);
    image.write('EMiL');
    image.writeUInt32LE(1, 4);
    image.writeBigUInt64LE(0x1000n, 8);
    image.writeBigUInt64LE(0x1000n + BigInt(bytes) - 1n, 16);
    fill(image.subarray(32));
    return image;
  }

  const running = (): Buffer =>
    lime(2 * BLOCK_SIZE, (memory) => {
      for (let at = 0; at < memory.byteLength; at += 8192) memory.writeUInt32LE(at | 1, at);
      memory.write(BANNER, 300_000);
    });

  const memory = (disk: Uint8Array) => stand('memory', () => source({ disk, absent: () => false }));

  it('believes a whole capture of a running kernel, and says what it is', async () => {
    const { run, entries, manifest } = await memory(running());

    await run('acquire-memory');

    expect(failureIn(await entries())).toBeUndefined();
    expect((await manifest()).source.facts).toMatchObject({
      'memory.format': 'lime',
      'memory.ranges': 1,
      'memory.kernel': BANNER.trim(),
      'memory.pages': 256,
      'memory.zeroPages': 127,
    });
  });

  it.each([
    ['F-02 is full-size and all zeros', lime(2 * BLOCK_SIZE, () => undefined), 'memory.zeros'],
    [
      'F-02 is full-size and nearly all zeros',
      lime(2 * BLOCK_SIZE, (m) => m.write('a bit', 9000)),
      'memory.zeros',
    ],
    [
      'F-01 has a header and nothing else',
      lime(4096, () => undefined).subarray(0, 32),
      'memory.empty',
    ],
    ['is cut', running().subarray(0, BLOCK_SIZE), 'memory.truncated'],
    ['holds no kernel', lime(BLOCK_SIZE, (m) => m.fill('x')), 'memory.no-kernel'],
  ])('fails a capture that %s, and keeps its bytes for the record', async (_, disk, code) => {
    const { run, entries, manifest } = await memory(disk);

    await run('acquire-memory');

    expect(failureIn(await entries())).toMatchObject({ code, final: true, retryable: false });
    const { content, completeness } = await manifest();
    expect(content.sha256).toBe(digest('sha256', disk));
    expect(completeness.reason).toBeDefined();
  });
});
