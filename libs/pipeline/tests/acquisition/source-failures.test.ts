import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MemoryVault, SnapshotSource } from '@afo/conformance/memory';
import type { SnapshotFaults } from '@afo/conformance/memory';
import { BLOCK_SIZE } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ContentSource } from '@afo/ports';
import { acquire, makeDisk, manifestOf, verify } from './disks.ts';

const DISK = makeDisk(['text', 'noise', 'text', 'noise', 'text', 'noise', 'text', 'noise'], 70_000);
const salvages = (): boolean => true;

const faulty = (faults: SnapshotFaults): SnapshotSource =>
  new SnapshotSource({ disk: DISK.disk, faults });

const failingAt = (
  block: number,
  code: 'source.short-read' | 'source.not-found' | 'source.changed',
): SnapshotSource =>
  faulty({
    beforeRead: (reading) => {
      if (reading >= block)
        throw new PortError(code, 'gone', { retryable: code === 'source.not-found' });
    },
  });

/** The disk with some of its bytes as zeros. */
function withGaps(...gaps: readonly (readonly [number, number])[]): Buffer {
  const disk = Buffer.from(DISK.disk);
  for (const [start, length] of gaps) disk.fill(0, start, start + length);
  return disk;
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('when some blocks cannot be read', () => {
  it('keeps all others, puts zeros in their place, and lists them', async () => {
    const vault = new MemoryVault();
    const source = faulty({
      damaged: new Map([
        [2, Infinity],
        [3, Infinity],
        [7, Infinity],
      ]),
    });

    const acquired = await acquire({ vault, source });

    const gaps = [
      [2 * BLOCK_SIZE, 2 * BLOCK_SIZE],
      [7 * BLOCK_SIZE, 70_000],
    ] as const;
    expect(acquired.missing).toEqual(gaps);
    expect(acquired.content.sha256).toBe(digestOf(withGaps(...gaps)));
    expect(acquired.lost).toBeUndefined();
    expect((await verify(vault, manifestOf(acquired))).result).toBe('match');
  });

  it('reads a block again before it gives it up', async () => {
    const source = faulty({ damaged: new Map([[2, 2]]) });

    const { missing, content } = await acquire({ vault: new MemoryVault(), source });

    expect(missing).toEqual([]);
    expect(content.sha256).toBe(digestOf(DISK.disk));
  });

  it('knows after a restart what its predecessor could not read', async () => {
    const vault = new MemoryVault();
    const first = faulty({
      damaged: new Map([[1, Infinity]]),
      beforeRead: (block) => {
        if (block === 6) throw new PortError('source.not-found', 'pulled', { retryable: true });
      },
    });
    await expect(acquire({ vault, source: first })).rejects.toMatchObject({
      code: 'source.not-found',
    });

    const { missing, resumed } = await acquire({ vault, source: faulty({}) });

    expect(resumed).toBe(2);
    expect(missing).toEqual([[BLOCK_SIZE, BLOCK_SIZE]]);
  });

  it('takes the better of two segments when one attempt could read what the other could not', async () => {
    const vault = new MemoryVault();
    await acquire({ vault, source: faulty({ damaged: new Map([[1, Infinity]]) }) });
    const fresh = new MemoryVault();
    const good = await acquire({ vault: fresh, source: faulty({}) });
    const [best] = good.stored;
    const writer = await vault.create({
      case: manifestOf(good).case,
      item: manifestOf(good).item,
      name: 'image.00000.zst',
      format: 'zstd-seekable',
      part: 0,
    });
    for await (const chunk of fresh.read(best?.key ?? '')) await writer.write(chunk);
    await writer.commit();

    const { missing } = await acquire({ vault, source: faulty({}) });

    expect(missing).toEqual([]);
  });

  it('F-01 seals nothing when not one byte could be read', async () => {
    const all = new Map(Array.from({ length: 8 }, (_, block) => [block, Infinity]));

    await expect(
      acquire({ vault: new MemoryVault(), source: faulty({ damaged: all }) }),
    ).rejects.toMatchObject({
      code: 'source.device-error',
    });
  });
});

describe('when the source is lost', () => {
  it('fails typed while another attempt may do better, and keeps what is sealed', async () => {
    const vault = new MemoryVault();

    await expect(
      acquire({ vault, source: failingAt(5, 'source.not-found') }),
    ).rejects.toMatchObject({
      code: 'source.not-found',
      retryable: true,
    });

    expect((await acquire({ vault, source: faulty({}) })).resumed).toBe(1);
  });

  it.each(['source.not-found', 'source.short-read', 'source.changed'] as const)(
    'saves what was read before %s when nothing better is to come, and lists the rest as missing',
    async (code) => {
      const vault = new MemoryVault();

      const acquired = await acquire({ vault, source: failingAt(5, code), salvages });

      const gap = [5 * BLOCK_SIZE, DISK.disk.byteLength - 5 * BLOCK_SIZE] as const;
      expect(acquired.lost).toMatchObject({ code });
      expect(acquired.missing).toEqual([gap]);
      expect(acquired.content).toEqual({
        bytes: DISK.disk.byteLength,
        sha256: digestOf(withGaps(gap)),
      });
      expect((await verify(vault, manifestOf(acquired))).result).toBe('match');
    },
  );

  it('says so when the source was changed while it was read', async () => {
    const confirm = () => {
      throw new PortError('source.changed', 'other bytes');
    };

    await expect(
      acquire({ vault: new MemoryVault(), source: faulty({ confirm }) }),
    ).rejects.toMatchObject({ code: 'source.changed' });
    const kept = await acquire({ vault: new MemoryVault(), source: faulty({ confirm }), salvages });
    expect(kept.lost).toMatchObject({ code: 'source.changed' });
    expect(kept.missing).toEqual([]);
  });

  it('seals nothing when it is lost before the first byte', async () => {
    await expect(
      acquire({ vault: new MemoryVault(), source: failingAt(0, 'source.not-found'), salvages }),
    ).rejects.toMatchObject({ code: 'source.not-found' });
  });
});

describe('when a source lies', () => {
  const lying = (change: Partial<ContentSource>): ContentSource => {
    const honest = faulty({});
    return {
      describe: () => honest.describe(),
      runs: (from) => honest.runs(from),
      read: (first, into) => honest.read(first, into),
      confirm: () => honest.confirm(),
      close: () => honest.close(),
      ...change,
    };
  };

  it('F-01 refuses to seal nothing', async () => {
    const source = lying({
      describe: () => Promise.resolve({ format: 'raw', bytes: 0, facts: {}, limits: [] }),
    });

    await expect(acquire({ vault: new MemoryVault(), source })).rejects.toMatchObject({
      code: 'source.empty',
    });
  });

  it('F-72 refuses a size that no disk has, before it stores a byte', async () => {
    const vault = new MemoryVault();
    const source = lying({
      describe: () => Promise.resolve({ format: 'raw', bytes: 2 ** 60, facts: {}, limits: [] }),
    });

    await expect(acquire({ vault, source })).rejects.toMatchObject({
      code: 'source.impossible-size',
    });
  });

  it('notices blocks that are listed twice or backwards, whose neighbours would be taken for holes', async () => {
    const source = lying({
      async *runs() {
        await Promise.resolve();
        yield [0, 4];
        yield [2, 1];
      },
    });

    await expect(acquire({ vault: new MemoryVault(), source })).rejects.toMatchObject({
      code: 'source.changed',
    });
  });
});
