import { sha256Hex } from '@afo/custody';
import type { Manifest } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { DigestFile } from './digest-file.ts';

type Blocks = NonNullable<Manifest['blocks']>;

const DIGEST_BYTES = 32;
/** Digests that are read, kept and compared together. */
const PAGE = 4096;
const MOST_PAGES = 8;

/**
 * The block digests of an item, in any order. The file is compared with the manifest once; what is read of it later
 * is compared page by page with what it was then.
 */
export class BlockDigests {
  readonly #vault: EvidenceVault;
  readonly #blocks: Blocks;
  readonly #pageDigests: readonly string[];
  readonly #pages = new Map<number, Promise<Uint8Array>>();

  constructor(vault: EvidenceVault, blocks: Blocks, pageDigests: readonly string[]) {
    this.#vault = vault;
    this.#blocks = blocks;
    this.#pageDigests = pageDigests;
  }

  /** @throws PipelineError `evidence.digest-mismatch`; PortError `vault.*` */
  static async open(vault: EvidenceVault, blocks: Blocks): Promise<BlockDigests> {
    const file = new DigestFile(vault, blocks);
    const pages: string[] = [];
    try {
      for (let at = 0; at < blocks.count; at += PAGE)
        pages.push(sha256Hex(await file.next(Math.min(PAGE, blocks.count - at))));
      const { sha256, rest } = await file.end();
      if (rest || sha256 !== blocks.digests.sha256) throw changed();
      return new BlockDigests(vault, blocks, pages);
    } finally {
      await file.close();
    }
  }

  /** The digest of a block. */
  async of(block: number): Promise<Uint8Array> {
    const page = await this.#page(Math.floor(block / PAGE));
    const at = (block % PAGE) * DIGEST_BYTES;
    return page.subarray(at, at + DIGEST_BYTES);
  }

  async #page(n: number): Promise<Uint8Array> {
    const known = this.#pages.get(n);
    if (known !== undefined) return await known;
    const page = this.#read(n);
    this.#pages.set(n, page);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) break;
      this.#pages.delete(old);
    }
    try {
      return await page;
    } catch (error) {
      this.#pages.delete(n);
      throw error;
    }
  }

  async #read(n: number): Promise<Uint8Array> {
    const start = n * PAGE * DIGEST_BYTES;
    const end = Math.min(start + PAGE * DIGEST_BYTES, this.#blocks.count * DIGEST_BYTES);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#vault.read(this.#blocks.digests.key, { start, end }))
      chunks.push(Uint8Array.from(chunk));
    const page = Buffer.concat(chunks);
    if (sha256Hex(page) !== this.#pageDigests[n]) throw changed();
    return page;
  }
}

const changed = (): PipelineError =>
  new PipelineError(
    'evidence.digest-mismatch',
    'the file of block digests is not the one that the manifest names',
  );
