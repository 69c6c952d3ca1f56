import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryCodec, MemoryVault, SnapshotSource } from '@afo/conformance/memory';
import type { Manifest, StoredObject } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';
import { Follower } from '../../src/evidence/follower.ts';
import { acquire, anyDisk, made, makeDisk, manifestOf, verify } from '../acquisition/disks.ts';
import type { TestDisk } from '../acquisition/disks.ts';

const DISK = makeDisk(['text', 'absent', 'noise', 'zeros', 'text', 'noise', 'text'], 4321);

interface Followed {
  readonly manifest: Manifest;
  readonly follower: Follower;
}

/** Acquires with a follower behind, which reads through `seen`; `tell` says what it hears of. */
async function followed(
  { disk, absent }: TestDisk,
  change: {
    readonly seen?: (vault: MemoryVault) => EvidenceVault;
    readonly tell?: (follower: Follower, object: StoredObject) => void;
  } = {},
): Promise<Followed> {
  const vault = new MemoryVault();
  const seen = change.seen?.(vault) ?? vault;
  const follower = new Follower({ vault: seen, codec: memoryCodec() });
  const acquired = await acquire({
    vault,
    source: new SnapshotSource({ disk, absent: (block) => absent.has(block) }),
    onCommitted: (object) => {
      if (change.tell === undefined) follower.committed(object);
      else change.tell(follower, object);
    },
  });
  return { manifest: manifestOf(acquired), follower };
}

/** The vault with its answers changed. */
const reading = (
  vault: MemoryVault,
  read: EvidenceVault['read'],
  head: EvidenceVault['head'] = (key) => vault.head(key),
): EvidenceVault =>
  new Proxy(vault, {
    get: (target, name) => {
      if (name === 'read') return read;
      if (name === 'head') return head;
      return Reflect.get(target, name) as unknown;
    },
  });

/** Flips one bit of every object whose key holds that word. */
const flipping =
  (word: string) =>
  (vault: MemoryVault): EvidenceVault =>
    reading(vault, async function* (key, range) {
      for await (const chunk of vault.read(key, range)) {
        const copy = Uint8Array.from(chunk);
        if (key.includes(word)) copy[40] = (copy[40] ?? 0) ^ 1;
        yield copy;
      }
    });

describe('when an acquisition is followed', () => {
  it('proves what is whole, whatever the disk, and agrees with the reader that comes afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(anyDisk(8), async (recipe) => {
        const { follower, manifest } = await followed(made(recipe));

        expect(await follower.proves(manifest)).toEqual({
          item: manifest.item,
          ...manifest.content,
        });
      }),
      { numRuns: 25 },
    );
  });

  it('reads each stored byte of the image again, from the vault', async () => {
    let bytes = 0;
    const { follower, manifest } = await followed(DISK, {
      seen: (vault) =>
        reading(vault, async function* (key, range) {
          for await (const chunk of vault.read(key, range)) {
            bytes += chunk.byteLength;
            yield chunk;
          }
        }),
    });

    await follower.proves(manifest);

    const kept = manifest.stored.reduce((sum, object) => sum + object.bytes, 0);
    expect(bytes).toBe(kept + (manifest.blocks?.count ?? 0) * 32);
  });

  it.each<[string, (vault: MemoryVault) => EvidenceVault]>([
    ['a segment that is not what was written', flipping('image.00001')],
    ['a digest file that is not what was written', flipping('blocks')],
    [
      'a vault that it may not read',
      (vault) =>
        reading(vault, () => {
          throw new Error('denied');
        }),
    ],
    [
      'an object that is not there',
      (vault) =>
        reading(
          vault,
          (key) => vault.read(key),
          () => Promise.resolve(undefined),
        ),
    ],
  ])('proves nothing of %s', async (_, seen) => {
    const { follower, manifest } = await followed(DISK, { seen });

    expect(await follower.proves(manifest)).toBeUndefined();
  });

  it.each<[string, (follower: Follower, object: StoredObject) => void]>([
    [
      'was not told of',
      (follower, object) => {
        if (object.part !== 1) follower.committed(object);
      },
    ],
    [
      'was told of twice',
      (follower, object) => {
        follower.committed(object);
        follower.committed(object);
      },
    ],
  ])('proves nothing when a segment %s', async (_, tell) => {
    const { follower, manifest } = await followed(DISK, { tell });

    expect(await follower.proves(manifest)).toBeUndefined();
  });

  it.each<[string, (manifest: Manifest) => Manifest]>([
    [
      'another digest',
      (m) => ({ ...m, content: { ...m.content, sha256: m.blocks?.root ?? m.content.sha256 } }),
    ],
    ['another length', (m) => ({ ...m, content: { ...m.content, bytes: m.content.bytes + 1 } })],
    ['a part less', (m) => ({ ...m, stored: m.stored.slice(1) })],
    ['parts in another order', (m) => ({ ...m, stored: m.stored.toReversed() })],
    [
      'another root',
      (m) => ({ ...m, blocks: m.blocks && { ...m.blocks, root: m.content.sha256 } }),
    ],
    ['another count', (m) => ({ ...m, blocks: m.blocks && { ...m.blocks, count: 1 } })],
  ])('proves nothing for a manifest with %s', async (_, change) => {
    const { follower, manifest } = await followed(DISK);

    expect(await follower.proves(change(manifest))).toBeUndefined();
  });

  it('can be given up at any time, and then proves nothing', async () => {
    const { follower, manifest } = await followed(DISK);

    await follower.stop();
    await follower.stop();

    expect(await follower.proves(manifest)).toBeUndefined();
  });

  it('leaves to the reader that comes afterwards what it could not prove', async () => {
    const vault = new MemoryVault();
    const source = new SnapshotSource({
      disk: DISK.disk,
      absent: (block) => DISK.absent.has(block),
    });
    const manifest = manifestOf(await acquire({ vault, source }));

    expect((await verify(flipping('image.00001')(vault), manifest)).faults.length).toBeGreaterThan(
      0,
    );
  });
});
