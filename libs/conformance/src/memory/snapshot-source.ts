import { hash } from 'node:crypto';
import type { BlockRange, ByteRange, SourceFacts } from '@afo/domain';
import { BLOCK_SIZE, blockCount } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ContentSource } from '@afo/ports';

/** What goes wrong with a snapshot; all of it is decided by the test and can change while it is read. */
export interface SnapshotFaults {
  /** Blocks whose data come back damaged: so many times each, Infinity for always. */
  readonly damaged?: ReadonlyMap<number, number>;
  /** Called before every read; what it throws is thrown. */
  readonly beforeRead?: (block: number) => void;
  readonly confirm?: () => void;
}

export interface SnapshotOptions {
  readonly disk: Uint8Array;
  /** Blocks that the snapshot does not hold; their bytes in `disk` must be zeros. Default: none. */
  readonly absent?: (block: number) => boolean;
  readonly id?: string;
  readonly faults?: SnapshotFaults;
}

const ATTEMPTS = 3;

/**
 * A disk that is read as the EBS direct API gives one: blocks are listed, each is read by itself and comes with its
 * SHA-256, which is compared. For tests of use cases, and the shape of the adapter that reads snapshots.
 */
export class SnapshotSource implements ContentSource {
  readonly #options: SnapshotOptions;
  readonly #checksums = new Map<number, string>();
  readonly #damage: Map<number, number>;
  /** Blocks that were read from the source, in order. */
  readonly reads: number[] = [];

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#damage = new Map(options.faults?.damaged);
  }

  async describe(): Promise<SourceFacts> {
    await Promise.resolve();
    const { disk, id = 'snap-0123456789abcdef0' } = this.#options;
    return {
      format: 'ebs-snapshot',
      bytes: disk.byteLength,
      facts: { snapshot: id, blockSize: BLOCK_SIZE },
      limits: [],
    };
  }

  async *runs(from: number): AsyncIterable<BlockRange> {
    const { disk, absent = () => false } = this.#options;
    for (let block = from; block < blockCount(disk.byteLength); block += 1) {
      await Promise.resolve();
      if (!absent(block)) yield [block, 1];
    }
  }

  async read(first: number, into: Uint8Array): Promise<readonly ByteRange[]> {
    const unread: ByteRange[] = [];
    for (let at = 0; at < into.byteLength; at += BLOCK_SIZE) {
      const target = into.subarray(at, at + BLOCK_SIZE);
      if (await this.#readBlock(first + at / BLOCK_SIZE, target)) continue;
      target.fill(0);
      unread.push([first * BLOCK_SIZE + at, target.byteLength]);
    }
    return unread;
  }

  async confirm(): Promise<void> {
    await Promise.resolve();
    this.#options.faults?.confirm?.();
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** True when the data came with the checksum that was announced for it. */
  async #readBlock(block: number, into: Uint8Array): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await Promise.resolve();
      this.#options.faults?.beforeRead?.(block);
      this.reads.push(block);
      into.set(this.#answer(block));
      if (hash('sha256', into, 'hex') === this.#checksum(block)) return true;
    }
    return false;
  }

  #answer(block: number): Uint8Array {
    const { disk } = this.#options;
    const data = Uint8Array.from(disk.subarray(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE));
    if (data.byteLength === 0)
      throw new PortError('source.short-read', `there is no block ${block}`);
    const left = this.#damage.get(block) ?? 0;
    this.#damage.set(block, left - 1);
    if (left > 0) data[0] = (data[0] ?? 0) ^ 0xff;
    return data;
  }

  #checksum(block: number): string {
    const { disk } = this.#options;
    const known = this.#checksums.get(block);
    const checksum =
      known ?? hash('sha256', disk.subarray(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE), 'hex');
    this.#checksums.set(block, checksum);
    return checksum;
  }
}
