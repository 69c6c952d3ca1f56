import { CompactRange, leafHash, sha256 } from '@afo/custody';
import type { CaseId, EvidenceId, Manifest } from '@afo/domain';
import { BLOCK_SIZE } from '@afo/domain';
import type { EvidenceVault, ObjectWriter } from '@afo/ports';

const BUFFER_BYTES = 1024 * 1024;
const ZERO_DIGEST = sha256(new Uint8Array(BLOCK_SIZE));

/** The digests of an item's blocks, written to the vault as they come, and the root over them. */
export class BlockBook {
  readonly #writer: ObjectWriter;
  readonly #range = new CompactRange();
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #buffered = 0;

  constructor(writer: ObjectWriter) {
    this.#writer = writer;
  }

  static async open(vault: EvidenceVault, caseId: CaseId, item: EvidenceId): Promise<BlockBook> {
    const address = { case: caseId, item, name: 'blocks.sha256', format: 'raw' } as const;
    return new BlockBook(await vault.create(address));
  }

  /** Blocks entered so far. */
  get count(): number {
    return this.#range.size;
  }

  /** Enters digests of 32 bytes, one after the other. */
  async add(digests: Uint8Array): Promise<void> {
    for (let at = 0; at < digests.byteLength; at += 32)
      await this.#add(digests.subarray(at, at + 32));
  }

  /** Enters blocks of zeros; the last one may be short. */
  async addZeros(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; left -= BLOCK_SIZE)
      await this.#add(left >= BLOCK_SIZE ? ZERO_DIGEST : sha256(new Uint8Array(left)));
  }

  async commit(): Promise<NonNullable<Manifest['blocks']>> {
    await this.#writer.write(this.#buffer.subarray(0, this.#buffered));
    const { key, sha256: digest } = await this.#writer.commit();
    return {
      size: BLOCK_SIZE,
      count: this.#range.size,
      root: this.#range.rootHex(),
      digests: { key, sha256: digest },
    };
  }

  async abort(): Promise<void> {
    await this.#writer.abort();
  }

  async #add(digest: Uint8Array): Promise<void> {
    this.#range.append(leafHash(digest));
    this.#buffer.set(digest, this.#buffered);
    this.#buffered += digest.byteLength;
    if (this.#buffered < BUFFER_BYTES) return;
    await this.#writer.write(this.#buffer);
    this.#buffered = 0;
  }
}
