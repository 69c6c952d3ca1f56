import { describe, expect, it } from 'vitest';
import { salvageRead } from './salvage-read.ts';

/** A disk whose sectors of 512 bytes hold their number, and of which some cannot be read. */
function worn(bad: ReadonlySet<number>, attempts = new Map<number, number>()) {
  return (offset: number, into: Uint8Array): Promise<void> => {
    for (let at = 0; at < into.byteLength; at += 512) {
      const sector = (offset + at) / 512;
      attempts.set(sector, (attempts.get(sector) ?? 0) + 1);
      if (bad.has(sector)) return Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }));
      into.fill(sector % 251, at, at + 512);
    }
    return Promise.resolve();
  };
}

describe('when a disk has bad sectors', () => {
  it('saves everything but the pages that hold them, and says which', async () => {
    const into = new Uint8Array(512 * 1024).fill(0xee);

    const unread = await salvageRead(worn(new Set([100, 500, 501])), 0, into);

    expect(unread).toEqual([
      [96 * 512, 4096],
      [496 * 512, 4096],
    ]);
    for (let sector = 0; sector < 1024; sector += 1) {
      const lost = unread.some(
        ([start, length]) => sector * 512 >= start && sector * 512 < start + length,
      );
      expect(into[sector * 512]).toBe(lost ? 0 : sector % 251);
    }
  });

  it('tries a page once more before it gives it up', async () => {
    const attempts = new Map<number, number>();

    await salvageRead(worn(new Set([8]), attempts), 4096, new Uint8Array(4096));

    expect(attempts.get(8)).toBe(2);
  });

  it('gives up the short end of a disk too, and nothing behind it', async () => {
    const unread = await salvageRead(worn(new Set([9])), 0, new Uint8Array(10 * 512));

    expect(unread).toEqual([[4096, 1024]]);
  });

  it('throws what is wrong with the whole device instead of making zeros of it', async () => {
    const gone = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ENXIO' }));

    await expect(salvageRead(gone, 0, new Uint8Array(8192))).rejects.toMatchObject({
      code: 'ENXIO',
    });
  });
});
