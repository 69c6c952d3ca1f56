import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockRoot } from '@afo/custody';
import { MemoryVault, SnapshotSource } from '@afo/conformance/memory';
import { BLOCK_SIZE, blockCount } from '@afo/domain';
import { acquire, anyDisk, made, makeDisk, manifestOf, stored, verify } from './disks.ts';
import type { TestDisk } from './disks.ts';
import { dyingVault, Killed } from './dying-vault.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const sourceOf = ({ disk, absent }: TestDisk): SnapshotSource =>
  new SnapshotSource({ disk, absent: (block) => absent.has(block) });

const blocksOf = ({ disk }: TestDisk): readonly Uint8Array[] =>
  Array.from({ length: blockCount(disk.byteLength) }, (_, n) =>
    disk.subarray(n * BLOCK_SIZE, (n + 1) * BLOCK_SIZE),
  );

/** What a stranger gets who has nothing but `zstd -d`. */
const decodedByZstd = (bytes: Buffer): Buffer =>
  execFileSync('zstd', ['-dcq'], { input: bytes, maxBuffer: 64 * 1024 * 1024 });

const segmentBlocks = fc.integer({ min: 1, max: 4 });

describe('when any disk is acquired', () => {
  it('seals exactly its bytes: whole digest, block digests, root, and objects that decode to it', async () => {
    await fc.assert(
      fc.asyncProperty(anyDisk(9), segmentBlocks, async (recipe, size) => {
        const disk = made(recipe);
        const vault = new MemoryVault();

        const acquired = await acquire({ vault, source: sourceOf(disk), segmentBlocks: size });

        const digests = blocksOf(disk).map(sha256);
        expect(acquired.content).toEqual({
          bytes: disk.disk.byteLength,
          sha256: sha256(disk.disk).toString('hex'),
        });
        expect(acquired.blocks).toMatchObject({ count: digests.length, root: blockRoot(digests) });
        expect(
          Buffer.compare(await stored(vault, acquired.blocks.digests.key), Buffer.concat(digests)),
        ).toBe(0);
        const parts = await Promise.all(acquired.stored.map(({ key }) => stored(vault, key)));
        expect(Buffer.compare(decodedByZstd(Buffer.concat(parts)), disk.disk)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('lists what the source never held, and nothing else, as absent', async () => {
    await fc.assert(
      fc.asyncProperty(anyDisk(9), segmentBlocks, async (recipe, size) => {
        const disk = made(recipe);
        const acquired = await acquire({
          vault: new MemoryVault(),
          source: sourceOf(disk),
          segmentBlocks: size,
        });

        const listed = acquired.absent.flatMap(([first, count]) =>
          Array.from({ length: count }, (_, n) => first + n),
        );
        expect(listed).toEqual([...disk.absent].sort((a, b) => a - b));
        expect(acquired.missing).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('is read back as what it was by a reader that knows only the manifest', async () => {
    await fc.assert(
      fc.asyncProperty(anyDisk(9), segmentBlocks, async (recipe, size) => {
        const disk = made(recipe);
        const vault = new MemoryVault();
        const acquired = await acquire({ vault, source: sourceOf(disk), segmentBlocks: size });

        const result = await verify(vault, manifestOf(acquired));

        expect(result).toEqual({ result: 'match', faults: [], ...acquired.content });
      }),
      { numRuns: 25 },
    );
  });

  it('gives the same objects again, so that two workers with one job do no harm', async () => {
    const disk = makeDisk(['text', 'absent', 'noise', 'zeros', 'text']);
    const vault = new MemoryVault();

    const first = await acquire({ vault, source: sourceOf(disk) });
    const [second, third] = await Promise.all([
      acquire({ vault, source: sourceOf(disk) }),
      acquire({ vault, source: sourceOf(disk) }),
    ]);

    for (const again of [second, third]) expect(manifestOf(again)).toEqual(manifestOf(first));
  });

  it('tells how far it is', async () => {
    const progress: number[] = [];
    let now = 0;

    await acquire({
      vault: new MemoryVault(),
      source: sourceOf(makeDisk(['text', 'noise', 'text', 'noise'])),
      now: () => (now += 400),
      progress: ({ done }) => progress.push(done),
    });

    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toBe(4 * BLOCK_SIZE);
  });

  it('stops at once when it is cancelled, and goes on afterwards', async () => {
    const disk = makeDisk(['text', 'noise', 'text', 'noise', 'text', 'noise', 'text']);
    const vault = new MemoryVault();
    const stop = new AbortController();
    const reason = new Error('cancelled');
    const cancelling = acquire({
      vault,
      source: sourceOf(disk),
      signal: stop.signal,
      observe: () => {
        stop.abort(reason);
      },
    });

    await expect(cancelling).rejects.toBe(reason);
    expect((await acquire({ vault, source: sourceOf(disk) })).content.sha256).toBe(
      sha256(disk.disk).toString('hex'),
    );
  });
});

describe('when the process is killed', () => {
  it('goes on to the same digests and objects, whatever the disk and wherever it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyDisk(5),
        segmentBlocks,
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), {
          minLength: 1,
          maxLength: 4,
        }),
        async (recipe, size, kills) => {
          const disk = made(recipe);
          const vault = new MemoryVault();
          for (const [atCall, carriedOut] of kills) {
            const dying = dyingVault(vault, { atCall, carriedOut });
            await acquire({
              vault: dying.vault,
              source: sourceOf(disk),
              segmentBlocks: size,
            }).catch((error: unknown) => {
              if (!(error instanceof Killed)) throw error;
            });
          }

          const resumed = await acquire({ vault, source: sourceOf(disk), segmentBlocks: size });
          const fresh = await acquire({
            vault: new MemoryVault(),
            source: sourceOf(disk),
            segmentBlocks: size,
          });

          expect(manifestOf(resumed)).toEqual(manifestOf(fresh));
          expect((await verify(vault, manifestOf(resumed))).result).toBe('match');
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is killed in earnest at every single call of a small acquisition', async () => {
    const disk = makeDisk(['text', 'absent', 'noise', 'zeros', 'text', 'noise'], 1000);
    const counting = dyingVault(new MemoryVault(), { atCall: Infinity, carriedOut: true });
    const whole = await acquire({
      vault: counting.vault,
      source: sourceOf(disk),
      segmentBlocks: 2,
    });
    expect(counting.calls()).toBeGreaterThan(15);

    for (let atCall = 1; atCall <= counting.calls(); atCall += 1) {
      for (const carriedOut of [true, false]) {
        const vault = new MemoryVault();
        const dying = dyingVault(vault, { atCall, carriedOut });
        await expect(
          acquire({ vault: dying.vault, source: sourceOf(disk), segmentBlocks: 2 }),
        ).rejects.toBeInstanceOf(Killed);

        const resumed = await acquire({ vault, source: sourceOf(disk), segmentBlocks: 2 });

        expect(manifestOf(resumed)).toEqual(manifestOf(whole));
      }
    }
  });

  it('does not read from the source again what is sealed', async () => {
    const disk = makeDisk(['text', 'noise', 'text', 'noise', 'text', 'noise', 'text']);
    const vault = new MemoryVault();
    const dying = dyingVault(vault, { atCall: 14, carriedOut: true });
    await acquire({ vault: dying.vault, source: sourceOf(disk) }).catch(() => undefined);
    const source = sourceOf(disk);

    const { resumed } = await acquire({ vault, source });

    expect(resumed).toBeGreaterThan(0);
    expect(Math.min(...source.reads)).toBe(resumed * 3);
  });

  it('does not go on with another disk, which would give half of each', async () => {
    const disk = makeDisk(['text', 'noise', 'text', 'noise', 'text']);
    const vault = new MemoryVault();
    const dying = dyingVault(vault, { atCall: 14, carriedOut: true });
    await acquire({ vault: dying.vault, source: sourceOf(disk) }).catch(() => undefined);

    const other = new SnapshotSource({ disk: disk.disk, id: 'snap-another' });

    await expect(acquire({ vault, source: other })).rejects.toMatchObject({
      code: 'source.changed',
    });
  });
});
