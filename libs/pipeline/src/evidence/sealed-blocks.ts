import { zstdDecompress } from 'node:zlib';
import { sha256 } from '@afo/custody';
import type { Manifest, StoredObject } from '@afo/domain';
import { BLOCK_SIZE, blockCount, segmentBlocks } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { BlockDigests } from './block-digests.ts';
import { framePlaces, placeOf } from './frame-places.ts';
import type { FramePlace } from './frame-places.ts';

const ZERO_DIGEST = sha256(new Uint8Array(BLOCK_SIZE));
/** Most that a frame of data holds and takes (docs/spec/evidence-item.md §8). */
const MOST_CONTENT = 8 * BLOCK_SIZE;
const MOST_STORED = 2 * MOST_CONTENT;
const MOST_TABLES = 3;

/**
 * Blocks of a sealed image, in any order, each compared with its digest before it is given. It decodes without the
 * codec, whose threads and buffers may all be waiting for what is read here.
 */
export class SealedBlocks {
  readonly #vault: EvidenceVault;
  readonly #manifest: Manifest;
  readonly #objects: ReadonlyMap<number, StoredObject>;
  readonly #digests: BlockDigests;
  readonly #tables = new Map<number, Promise<readonly FramePlace[]>>();

  constructor(vault: EvidenceVault, manifest: Manifest, digests: BlockDigests) {
    this.#vault = vault;
    this.#manifest = manifest;
    this.#digests = digests;
    this.#objects = new Map(manifest.stored.map((object) => [object.part ?? -1, object]));
  }

  /** @throws PipelineError `evidence.unfit`, `evidence.digest-mismatch`; PortError `vault.*` */
  static async open(vault: EvidenceVault, manifest: Manifest): Promise<SealedBlocks> {
    const { item, blocks, content, stored } = manifest;
    const isImage = stored.every(({ format }) => format === 'zstd-seekable');
    if (!isImage || blocks?.size !== BLOCK_SIZE || blocks.count !== blockCount(content.bytes))
      throw new PipelineError('evidence.unfit', `${item} is no image with digests of its blocks`);
    return new SealedBlocks(vault, manifest, await BlockDigests.open(vault, blocks));
  }

  /** True when the block is zeros, by its digest. */
  async isZeros(block: number): Promise<boolean> {
    const digest = await this.#digests.of(block);
    const bytes = this.#bytesOf(block);
    return isSame(digest, bytes === BLOCK_SIZE ? ZERO_DIGEST : sha256(new Uint8Array(bytes)));
  }

  /**
   * Fills `into`, whole blocks but for the end, from block `first` on.
   * @throws PipelineError `evidence.digest-mismatch`; PortError `vault.*`
   */
  async read(first: number, into: Uint8Array): Promise<void> {
    const blocks = Array.from({ length: blockCount(into.byteLength) }, (_, n) => first + n);
    // All settle before the buffer goes back to its owner: late bytes must not land in other evidence.
    const ends = await Promise.allSettled(
      blocks.map((block, n) =>
        this.#readBlock(block, into.subarray(n * BLOCK_SIZE, (n + 1) * BLOCK_SIZE)),
      ),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  async #readBlock(block: number, into: Uint8Array): Promise<void> {
    if (await this.isZeros(block)) {
      into.fill(0);
      return;
    }
    const bytes = await this.#decoded(block);
    if (bytes.byteLength !== into.byteLength) throw this.#differs(block);
    if (!isSame(sha256(bytes), await this.#digests.of(block))) throw this.#differs(block);
    into.set(bytes);
  }

  async #decoded(block: number): Promise<Uint8Array> {
    const perSegment = segmentBlocks(this.#manifest.content.bytes);
    const object = this.#objects.get(Math.floor(block / perSegment));
    if (object === undefined) throw this.#differs(block);
    const offset = (block % perSegment) * BLOCK_SIZE;
    const place = placeOf(await this.#table(object), offset);
    if (place === undefined || !isModest(place)) throw this.#differs(block);
    const content = await this.#frame(object, place, block);
    const start = offset - place.contentStart;
    return content.subarray(start, start + this.#bytesOf(block));
  }

  async #frame(object: StoredObject, place: FramePlace, block: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    const { start, end } = place;
    for await (const chunk of this.#vault.read(object.key, { start, end }))
      chunks.push(Uint8Array.from(chunk));
    try {
      return await decompress(Buffer.concat(chunks));
    } catch (cause) {
      throw this.#differs(block, cause);
    }
  }

  async #table(object: StoredObject): Promise<readonly FramePlace[]> {
    const part = object.part ?? -1;
    const known = this.#tables.get(part);
    if (known !== undefined) return await known;
    const table = framePlaces(this.#vault, object);
    this.#tables.set(part, table);
    const [oldest = part] = this.#tables.keys();
    if (this.#tables.size > MOST_TABLES) this.#tables.delete(oldest);
    try {
      return await table;
    } catch (error) {
      this.#tables.delete(part);
      throw error;
    }
  }

  #bytesOf(block: number): number {
    return Math.min(BLOCK_SIZE, this.#manifest.content.bytes - block * BLOCK_SIZE);
  }

  #differs(block: number, cause?: unknown): PipelineError {
    const text = `block ${String(block)} of ${this.#manifest.item} is not what was sealed`;
    return new PipelineError('evidence.digest-mismatch', text, { cause });
  }
}

const decompress = (frame: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    zstdDecompress(frame, { maxOutputLength: MOST_CONTENT }, (error, content) => {
      if (error === null) resolve(content);
      else reject(error);
    });
  });

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const isModest = ({ start, end, contentStart, contentEnd }: FramePlace): boolean =>
  end - start <= MOST_STORED && contentEnd - contentStart <= MOST_CONTENT;
