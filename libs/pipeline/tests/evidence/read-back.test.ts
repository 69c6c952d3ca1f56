import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryCodec, MemoryVault, SnapshotSource } from '@afo/conformance/memory';
import type { Manifest, StoredObject } from '@afo/domain';
import { BLOCK_SIZE, sha256Schema } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';
import { readBack } from '../../src/evidence/read-back.ts';
import type { ReadBackResult } from '../../src/evidence/read-back.ts';
import { acquire, makeDisk, manifestOf, stored, verify } from '../acquisition/disks.ts';

const DISK = makeDisk(['text', 'absent', 'noise', 'zeros', 'text', 'noise', 'text'], 4321);
let vault: MemoryVault;
let manifest: Manifest;

beforeAll(async () => {
  vault = new MemoryVault();
  const source = new SnapshotSource({ disk: DISK.disk, absent: (block) => DISK.absent.has(block) });
  manifest = manifestOf(await acquire({ vault, source, segmentBlocks: 4 }));
});

const digest = (bytes: Uint8Array) =>
  sha256Schema.parse(createHash('sha256').update(bytes).digest('hex'));

/** The vault with other bytes under a key. */
const holding = (key: string, bytes: Uint8Array): EvidenceVault =>
  new Proxy(vault, {
    get: (target, name) => {
      if (name === 'read')
        return async function* (asked: string, range?: { start?: number; end?: number }) {
          if (asked === key) yield bytes.subarray(range?.start ?? 0, range?.end);
          else yield* target.read(asked, range);
        };
      return Reflect.get(target, name) as unknown;
    },
  });

const part = (n: number): StoredObject => {
  const object = manifest.stored[n];
  if (object === undefined) throw new Error('no such part');
  return object;
};

/** Other bytes for part n, and a manifest that agrees with them: only what they decode to can give them away. */
async function forged(n: number, change: (bytes: Buffer) => Buffer): Promise<ReadBackResult> {
  const bytes = change(Buffer.from(await stored(vault, part(n).key)));
  const objects = manifest.stored.map((object, at) =>
    at === n ? { ...object, bytes: bytes.byteLength, sha256: digest(bytes) } : object,
  );
  return verify(holding(part(n).key, bytes), { ...manifest, stored: objects });
}

describe('when nothing was done to an item', () => {
  it('matches', async () => {
    expect(await verify(vault, manifest)).toEqual({
      result: 'match',
      faults: [],
      ...manifest.content,
    });
  });

  it('takes the parts in their order, however the manifest lists them', async () => {
    const shuffled = { ...manifest, stored: manifest.stored.toReversed() };

    expect((await verify(vault, shuffled)).result).toBe('match');
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    const reading = readBack({
      vault,
      codec: memoryCodec(),
      manifest,
      signal: stop.signal,
      progress: () => undefined,
      now: () => 0,
    });

    await expect(reading).rejects.toThrow('enough');
  });
});

describe('when a stored object was changed', () => {
  it('finds any byte that was flipped, anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 1 }), async (where, n) => {
        const bytes = Buffer.from(await stored(vault, part(n).key));
        const at = where % bytes.byteLength;
        bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);

        expect((await verify(holding(part(n).key, bytes), manifest)).result).toBe('mismatch');
      }),
      { numRuns: 60 },
    );
  });

  it('finds where it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (where) => {
        const bytes = await stored(vault, part(1).key);

        const { result } = await verify(
          holding(part(1).key, bytes.subarray(0, where % bytes.byteLength)),
          manifest,
        );

        expect(result).toBe('mismatch');
      }),
      { numRuns: 30 },
    );
  });

  it('finds any byte of the content that was flipped, even when the manifest was made to agree', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (where) => {
        const { result } = await forged(0, (bytes) => {
          const at = 1000 + (where % 500_000);
          bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
          return bytes;
        });

        expect(result).toBe('mismatch');
      }),
      { numRuns: 40 },
    );
  });

  it('names the block that differs', async () => {
    const other = Buffer.from(DISK.disk);
    other.writeUInt8(other.readUInt8(5 * BLOCK_SIZE + 9) ^ 1, 5 * BLOCK_SIZE + 9);
    const source = new SnapshotSource({ disk: other, absent: (block) => DISK.absent.has(block) });
    const fresh = new MemoryVault();
    const swapped = await acquire({ vault: fresh, source, segmentBlocks: 4 });
    const bytes = await stored(fresh, swapped.stored[1]?.key ?? '');

    const { result, faults } = await forged(1, () => bytes);

    expect(result).toBe('mismatch');
    expect(faults).toContain('block 5 differs from its digest');
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    [
      'an entry of the seek table',
      (bytes) => (
        bytes.writeUInt8(bytes.readUInt8(bytes.byteLength - 12) ^ 1, bytes.byteLength - 12),
        bytes
      ),
    ],
    ['no seek table', (bytes) => bytes.subarray(0, bytes.byteLength - 17 - 8 * 4)],
    [
      'something behind the seek table',
      (bytes) => Buffer.concat([bytes, Buffer.from('502a4d1800000000', 'hex')]),
    ],
    [
      'another frame at the end',
      (bytes) =>
        Buffer.concat([bytes, zstdCompressSync(Buffer.alloc(10, 1), { pledgedSrcSize: 10 })]),
    ],
    [
      'a frame that does not say how much it holds',
      (bytes) => Buffer.concat([zstdCompressSync(Buffer.alloc(BLOCK_SIZE, 1)), bytes]),
    ],
    [
      'a frame of zeros that says another length',
      (bytes) => Buffer.concat([Buffer.from('28b52ffdc03802000000000000000b000000', 'hex'), bytes]),
    ],
    ['noise', (bytes) => Buffer.alloc(bytes.byteLength, 0x5a)],
    ['nothing', () => Buffer.alloc(0)],
  ])('finds %s, although the manifest was made to agree', async (_, change) => {
    expect((await forged(1, change)).result).toBe('mismatch');
  });
});

describe('when the manifest was changed', () => {
  it.each<[string, (manifest: Manifest) => Manifest]>([
    [
      'another digest of the content',
      (m) => ({ ...m, content: { ...m.content, sha256: digest(Buffer.from('x')) } }),
    ],
    ['another length', (m) => ({ ...m, content: { ...m.content, bytes: m.content.bytes + 1 } })],
    ['a part left out', (m) => ({ ...m, stored: m.stored.slice(0, 1) })],
    ['a part twice', (m) => ({ ...m, stored: [...m.stored, ...m.stored.slice(1)] })],
    [
      'parts in another order',
      (m) => ({ ...m, stored: m.stored.map((o, n) => ({ ...o, part: 1 - n })) }),
    ],
    [
      'a gap between the parts',
      (m) => ({ ...m, stored: m.stored.map((o, n) => ({ ...o, part: 2 * n })) }),
    ],
    [
      'an object that is not there',
      (m) => ({ ...m, stored: m.stored.map((o) => ({ ...o, key: `${o.key}x` })) }),
    ],
    [
      'another root',
      (m) => ({ ...m, blocks: m.blocks && { ...m.blocks, root: digest(Buffer.from('x')) } }),
    ],
    [
      'fewer blocks',
      (m) => ({ ...m, blocks: m.blocks && { ...m.blocks, count: m.blocks.count - 1 } }),
    ],
    [
      'another digest file',
      (m) => ({
        ...m,
        blocks: m.blocks && {
          ...m.blocks,
          digests: { ...m.blocks.digests, sha256: digest(Buffer.from('x')) },
        },
      }),
    ],
  ])('finds %s', async (_, change) => {
    expect((await verify(vault, change(manifest))).result).toBe('mismatch');
  });
});

describe('when the file of block digests was changed', () => {
  const changed = async (change: (bytes: Buffer) => Buffer): Promise<ReadBackResult> => {
    const key = manifest.blocks?.digests.key ?? '';
    return verify(holding(key, change(Buffer.from(await stored(vault, key)))), manifest);
  };

  it('finds a digest that was changed, cut off or added', async () => {
    const flipped = await changed(
      (bytes) => (bytes.writeUInt8(bytes.readUInt8(70) ^ 1, 70), bytes),
    );
    const cut = await changed((bytes) => bytes.subarray(0, -32));
    const longer = await changed((bytes) => Buffer.concat([bytes, Buffer.alloc(32)]));

    expect(flipped.faults).toContain('block 2 differs from its digest');
    expect(cut.result).toBe('mismatch');
    expect(longer.result).toBe('mismatch');
  });
});

describe('when an item is not an image', () => {
  const TEXT = Buffer.from('one line\nanother line\n'.repeat(1000));

  async function plain(format: 'zstd' | 'jsonl', bytes: Buffer): Promise<Manifest> {
    const writer = await vault.create({
      case: manifest.case,
      item: manifest.item,
      name: 'x',
      format,
    });
    await writer.write(bytes);
    const entries = Object.entries(manifest).filter(([name]) => name !== 'blocks');
    const rest = Object.fromEntries(entries) as unknown as Manifest;
    return {
      ...rest,
      stored: [await writer.commit()],
      content: { bytes: TEXT.byteLength, sha256: digest(TEXT) },
    };
  }

  it('reads it as it is kept, compressed or not', async () => {
    expect(await verify(vault, await plain('jsonl', TEXT))).toMatchObject({ result: 'match' });
    expect(await verify(vault, await plain('zstd', zstdCompressSync(TEXT)))).toMatchObject({
      result: 'match',
    });
  });

  it('finds what does not decompress, or to something else', async () => {
    const cut = await plain('zstd', zstdCompressSync(TEXT).subarray(0, -4));
    const other = await plain('zstd', zstdCompressSync(Buffer.from('other')));

    expect((await verify(vault, cut)).result).toBe('mismatch');
    expect((await verify(vault, other)).result).toBe('mismatch');
  });
});
