import type { BlockRange } from '@afo/domain';

/** A set of blocks of a disk, one bit each: 16 MiB for the largest volume, however scattered they are. */
export class BlockSet {
  readonly #bits: Uint8Array;

  constructor(blocks: number) {
    this.#bits = new Uint8Array(Math.ceil(blocks / 8));
  }

  add([first, count]: BlockRange): void {
    for (let block = first; block < first + count; block += 1) {
      const at = Math.floor(block / 8);
      this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (block % 8));
    }
  }

  has(block: number): boolean {
    return ((this.#bits[Math.floor(block / 8)] ?? 0) & (1 << (block % 8))) !== 0;
  }
}
