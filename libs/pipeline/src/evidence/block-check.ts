import { CompactRange, leafHash, sha256 } from '@afo/custody';
import type { Manifest } from '@afo/domain';
import { BLOCK_SIZE, blockCount } from '@afo/domain';
import type { EvidenceVault, OpenedStretch } from '@afo/ports';
import { DigestFile } from './digest-file.ts';
import type { Faults } from './faults.ts';

const ZERO_DIGEST = sha256(new Uint8Array(BLOCK_SIZE));
/** Blocks whose digests are compared in one go. */
const AT_ONCE = 4096;

/** Compares the digests of the blocks as they are read with those that are kept, and the root over them. */
export class BlockCheck {
  readonly #blocks: NonNullable<Manifest['blocks']>;
  readonly #file: DigestFile;
  readonly #faults: Faults;
  readonly #range = new CompactRange();

  constructor(vault: EvidenceVault, blocks: NonNullable<Manifest['blocks']>, faults: Faults) {
    this.#blocks = blocks;
    this.#file = new DigestFile(vault, blocks);
    this.#faults = faults;
  }

  async check(stretch: OpenedStretch): Promise<void> {
    const count = blockCount(stretch.bytes);
    for (let n = 0; n < count; n += AT_ONCE) {
      const now = Math.min(AT_ONCE, count - n);
      const kept = await this.#file.next(now);
      for (let k = 0; k < now; k += 1)
        this.#compare(found(stretch, n + k), kept.subarray(32 * k, 32 * k + 32));
    }
  }

  async end(): Promise<void> {
    const { sha256: digest, rest } = await this.#file.end();
    if (rest) this.#faults.add('the file of block digests holds more than the blocks');
    if (digest !== this.#blocks.digests.sha256)
      this.#faults.add('the file of block digests is not the one that the manifest names');
    if (this.#range.size !== this.#blocks.count)
      this.#faults.add(
        `${String(this.#range.size)} blocks instead of ${String(this.#blocks.count)}`,
      );
    if (this.#range.rootHex() !== this.#blocks.root)
      this.#faults.add('the root over the block digests differs');
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #compare(digest: Uint8Array, kept: Uint8Array): void {
    if (Buffer.compare(digest, kept) !== 0)
      this.#faults.add(`block ${String(this.#range.size)} differs from its digest`);
    this.#range.append(leafHash(digest));
  }
}

function found({ bytes, digests }: OpenedStretch, n: number): Uint8Array {
  if (digests !== undefined) return digests.subarray(32 * n, 32 * n + 32);
  const size = Math.min(BLOCK_SIZE, bytes - n * BLOCK_SIZE);
  return size === BLOCK_SIZE ? ZERO_DIGEST : sha256(new Uint8Array(size));
}
