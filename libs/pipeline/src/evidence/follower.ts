import { createHash } from 'node:crypto';
import { CompactRange, leafHash, sha256 } from '@afo/custody';
import type { EvidenceId, Manifest, Sha256, StoredObject } from '@afo/domain';
import { BLOCK_SIZE, blockCount, sha256Schema } from '@afo/domain';
import type { EvidenceVault, ImageCodec, OpenedStretch } from '@afo/ports';
import { Faults } from './faults.ts';
import { Handover } from './handover.ts';
import { openImage } from './open-content.ts';

export interface FollowerMeans {
  readonly vault: EvidenceVault;
  readonly codec: ImageCodec;
}

/** An item that was read again whole and is what its manifest says. */
export interface ProvenContent {
  readonly item: EvidenceId;
  readonly bytes: number;
  readonly sha256: Sha256;
}

const ZERO_DIGEST = sha256(new Uint8Array(BLOCK_SIZE));

/**
 * Reads an item again from the vault while it is still being acquired, one segment behind the writer. It gets nothing
 * from the writer but the keys of what is committed: it measures stored objects, content, block digests and root for
 * itself, by the reader's code, and compares them with the manifest only when that is sealed. It proves or it is
 * silent: what differs is found and named by `readBack`.
 */
export class Follower {
  readonly #means: FollowerMeans;
  readonly #committed = new Handover<string>();
  readonly #measured: Promise<Measured | undefined>;
  #stopped = false;

  constructor(means: FollowerMeans) {
    this.#means = means;
    // It may fail, e.g. where this process may write and not read: then it has proven nothing.
    this.#measured = this.#measure().catch(() => undefined);
  }

  /** A segment is in the vault. */
  committed({ key }: StoredObject): void {
    this.#committed.push(key);
  }

  /** Reads to the end, and says whether all of it is what the sealed manifest says. */
  async proves(manifest: Manifest): Promise<ProvenContent | undefined> {
    this.#committed.end();
    const measured = await this.#measured;
    if (this.#stopped || measured === undefined || !agrees(measured, manifest)) return undefined;
    const isWhole = await this.#holdsDigests(manifest).catch(() => false);
    return isWhole ? { item: manifest.item, ...manifest.content } : undefined;
  }

  /** Gives up, or does nothing when it has ended. Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#committed.end();
    await this.#measured;
  }

  async #measure(): Promise<Measured | undefined> {
    const faults = new Faults();
    const objects: StoredObject[] = [];
    const opened = openImage(this.#means, this.#objects(objects), faults);
    const blocks = new BlockMeasure();
    let bytes = 0;
    try {
      for await (const stretch of opened.stretches) {
        if (this.#stopped) return undefined;
        blocks.add(stretch);
        bytes += stretch.bytes;
      }
      const content = { bytes, sha256: sha256Schema.parse(await opened.digest()) };
      return { objects, content, faults: faults.list.length, ...blocks.end() };
    } finally {
      await opened.discard();
    }
  }

  /** What the vault itself says of the objects, not what the writer says. */
  async *#objects(seen: StoredObject[]): AsyncGenerator<StoredObject> {
    for await (const key of this.#committed) {
      const object = await this.#means.vault.head(key);
      if (object === undefined) throw new Error('a committed object is not there');
      seen.push(object);
      yield object;
    }
  }

  /** The digest file is an object of its own, and read for itself. */
  async #holdsDigests({ blocks }: Manifest): Promise<boolean> {
    const hash = createHash('sha256');
    if (blocks === undefined) return false;
    for await (const chunk of this.#means.vault.read(blocks.digests.key)) hash.update(chunk);
    return hash.digest('hex') === blocks.digests.sha256;
  }
}

interface Measured {
  readonly objects: readonly StoredObject[];
  readonly content: Manifest['content'];
  readonly count: number;
  readonly root: string;
  /** SHA-256 over all block digests, which is that of the digest file. */
  readonly digests: string;
  readonly faults: number;
}

function agrees(measured: Measured, { content, stored, blocks }: Manifest): boolean {
  const isSame = (object: StoredObject, n: number): boolean => {
    const said = stored[n];
    return said?.key === object.key && said.sha256 === object.sha256 && said.part === n;
  };
  return (
    measured.faults === 0 &&
    measured.content.bytes === content.bytes &&
    measured.content.sha256 === content.sha256 &&
    measured.objects.length === stored.length &&
    measured.objects.every(isSame) &&
    measured.count === blocks?.count &&
    measured.root === blocks.root &&
    measured.digests === blocks.digests.sha256
  );
}

/** The digests of blocks as they are read: how many, the root over them, and the digest of their file. */
class BlockMeasure {
  readonly #range = new CompactRange();
  readonly #hash = createHash('sha256');

  add({ bytes, digests }: OpenedStretch): void {
    for (let n = 0; n < blockCount(bytes); n += 1) {
      const size = Math.min(BLOCK_SIZE, bytes - n * BLOCK_SIZE);
      this.#add(digests === undefined ? zerosOf(size) : digests.subarray(32 * n, 32 * n + 32));
    }
  }

  end(): Pick<Measured, 'count' | 'root' | 'digests'> {
    return {
      count: this.#range.size,
      root: this.#range.rootHex(),
      digests: this.#hash.digest('hex'),
    };
  }

  #add(digest: Uint8Array): void {
    this.#range.append(leafHash(digest));
    this.#hash.update(digest);
  }
}

const zerosOf = (bytes: number): Uint8Array =>
  bytes === BLOCK_SIZE ? ZERO_DIGEST : sha256(new Uint8Array(bytes));
