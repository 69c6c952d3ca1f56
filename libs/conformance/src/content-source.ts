import { createCipheriv, createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { BlockRange } from '@afo/domain';
import { BLOCK_SIZE, blockCount } from '@afo/domain';
import type { ContentSource } from '@afo/ports';

/** Makes a source of exactly these bytes; may be called several times for the same ones. */
export type MakeSource = (content: Uint8Array) => Promise<ContentSource>;

/** Content of whole sectors with text, noise and long zeros; the last block is short. */
function contentOf(): Buffer {
  const content = Buffer.alloc(11 * BLOCK_SIZE + 3 * 512);
  content.fill('a line of a log;\n', 700, BLOCK_SIZE + 900);
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  cipher.update(Buffer.alloc(BLOCK_SIZE)).copy(content, 6 * BLOCK_SIZE + 1234);
  content.write('the end', content.byteLength - 7);
  return content;
}

async function runsOf(source: ContentSource, from = 0): Promise<BlockRange[]> {
  const runs: BlockRange[] = [];
  for await (const run of source.runs(from)) runs.push(run);
  return runs;
}

/** What is particular to a kind of source. */
export interface SourceTraits {
  /** Sizes that it can have are multiples of this, in bytes: a volume is whole GiB. What is beyond reads as zeros. */
  readonly sizeUnit?: number;
}

/** What every ContentSource keeps (libs/ports/src/content-source.ts). */
export function contentSourceConformance(
  make: MakeSource,
  { sizeUnit = 1 }: SourceTraits = {},
): void {
  const given = contentOf();
  const bytes = Math.ceil(given.byteLength / sizeUnit) * sizeUnit;
  const content =
    bytes === given.byteLength
      ? given
      : Buffer.concat([given], blockCount(given.byteLength) * BLOCK_SIZE);
  const opened: ContentSource[] = [];
  const open = async (): Promise<ContentSource> => {
    const source = await make(given);
    opened.push(source);
    return source;
  };
  afterEach(async () => {
    for (const source of opened.splice(0)) await source.close();
  });

  const blockAt = (first: number, count: number): Buffer =>
    content.subarray(first * BLOCK_SIZE, (first + count) * BLOCK_SIZE);

  describe('when a source is opened', () => {
    it('says its size before it is read, and the same facts at every opening', async () => {
      const facts = await (await open()).describe();

      expect(facts.bytes).toBe(bytes);
      expect(await (await open()).describe()).toEqual(facts);
    });

    it('lists blocks in ascending order, inside the content, and leaves out nothing but zeros', async () => {
      const source = await open();

      const runs = await runsOf(source);

      let end = 0;
      for (const [first, count] of runs) {
        expect(first).toBeGreaterThanOrEqual(end);
        expect(count).toBeGreaterThan(0);
        expect(blockAt(end, first - end).every((byte) => byte === 0)).toBe(true);
        end = first + count;
      }
      expect(end).toBeLessThanOrEqual(blockCount(bytes));
      expect(content.subarray(end * BLOCK_SIZE).every((byte) => byte === 0)).toBe(true);
    });

    it('lists from any block on what it lists from the beginning', async () => {
      const source = await open();
      const all = new Set(
        (await runsOf(source)).flatMap(([first, count]) =>
          Array.from({ length: count }, (_, n) => first + n),
        ),
      );

      for (let from = 0; from <= blockCount(content.byteLength); from += 1) {
        const listed = (await runsOf(source, from)).flatMap(([first, count]) =>
          Array.from({ length: count }, (_, n) => first + n),
        );
        expect(listed).toEqual([...all].filter((block) => block >= from));
      }
    });
  });

  describe('when it is read', () => {
    it('gives any run of blocks, zeros and the short end too', async () => {
      const source = await open();
      const last = blockCount(content.byteLength);

      for (const [first, count] of [
        [0, 1],
        [0, last],
        [5, 3],
        [last - 2, 2],
        [last - 1, 1],
      ] as const) {
        const expected = blockAt(first, count);
        const into = new Uint8Array(expected.byteLength).fill(0xee);
        expect(await source.read(first, into)).toEqual([]);
        expect(Buffer.compare(into, expected)).toBe(0);
      }
    });

    it('says no digest of a block but the one that its bytes have, or the record would be wrong', async () => {
      const source = await open();
      const into = new Uint8Array(3 * BLOCK_SIZE);
      const known = new Uint8Array(3 * 32);

      await source.read(5, into, known);

      for (let n = 0; n < 3; n += 1) {
        const said = Buffer.from(known.subarray(32 * n, 32 * n + 32)).toString('hex');
        const bytes = into.subarray(n * BLOCK_SIZE, (n + 1) * BLOCK_SIZE);
        const digest = createHash('sha256').update(bytes).digest('hex');
        expect(['0'.repeat(64), digest]).toContain(said);
      }
    });

    it('gives the same to many readers side by side', async () => {
      const source = await open();
      const reads = Array.from({ length: 24 }, async (_, n) => {
        const into = new Uint8Array(BLOCK_SIZE);
        await source.read(n % 11, into);
        return Buffer.compare(into, blockAt(n % 11, 1));
      });

      expect(new Set(await Promise.all(reads))).toEqual(new Set([0]));
    });

    it('fills memory that is shared among threads', async () => {
      const source = await open();
      const into = new Uint8Array(new SharedArrayBuffer(2 * BLOCK_SIZE));

      await source.read(6, into);

      expect(Buffer.compare(into, blockAt(6, 2))).toBe(0);
    });

    it('is what it was when nobody has changed it', async () => {
      const source = await open();
      await source.read(0, new Uint8Array(BLOCK_SIZE));

      await expect(source.confirm()).resolves.toBeUndefined();
    });
  });
}
