import type { Manifest } from '@afo/domain';

import type { BagFiles } from '../bag/bag-files.ts';
import type { Findings } from '../faults.ts';
import { itemPlace } from '../faults.ts';
import { sha256Hex, StreamingSha256 } from '../sha256.ts';
import { LeafHasher } from '../tree/leaf.ts';
import { DIGEST_BYTES, MerkleTree } from '../tree/merkle-tree.ts';

type Blocks = NonNullable<Manifest['blocks']>;
/** The manifest of an item that is digested in blocks. */
type BlockManifest = Manifest & { readonly blocks: Blocks };

export const hasBlocks = (manifest: Manifest): manifest is BlockManifest =>
  manifest.blocks !== undefined;

/** The digest file by itself: its own digest, count, root, and that absent blocks are zeros (evidence-item.md lines 11 to 13). */
export async function checkDigestFile(
  manifest: BlockManifest,
  path: string,
  { files, findings }: { readonly files: BagFiles; readonly findings: Findings },
): Promise<void> {
  const { blocks, item } = manifest;
  const place = itemPlace(item);
  const tree = new MerkleTree();
  const hasher = new LeafHasher(DIGEST_BYTES);
  const absent = new AbsentBlocks(manifest);
  for await (const digest of digestsOf(files.stream(path))) {
    absent.see(tree.size, digest);
    tree.append(hasher.hash(digest));
  }
  const file = await files.digest(path);
  if (file?.sha256 !== blocks.digests.sha256) {
    findings.fault(
      'item.blocks-altered',
      place,
      'its digest file is not the one that the manifest names',
    );
  } else if (tree.size !== blocks.count || tree.rootHex() !== blocks.root) {
    findings.fault(
      'item.blocks-altered',
      place,
      'its digest file has another count or root than the manifest says',
    );
  }
  if (absent.wrong !== undefined) {
    findings.fault(
      'item.absent',
      place,
      `block ${String(absent.wrong)} is said to be absent, and its digest is not that of zeros`,
    );
  }
}

/** Compares the digest of each block that is said to be absent with that of zeros. */
class AbsentBlocks {
  readonly #ranges: readonly (readonly [number, number])[];
  readonly #blocks: Blocks;
  readonly #contentBytes: number;
  readonly #zeros: string;
  #range = 0;
  #wrong: number | undefined;

  constructor({ absent = [], blocks, content }: BlockManifest) {
    this.#ranges = absent;
    this.#blocks = blocks;
    this.#contentBytes = content.bytes;
    this.#zeros = zerosDigest(blocks.size);
  }

  /** The first absent block that does not have the digest of zeros. */
  get wrong(): number | undefined {
    return this.#wrong;
  }

  see(block: number, digest: Uint8Array): void {
    const [first, count] = this.#ranges[this.#range] ?? [Infinity, 0];
    if (block < first) return;
    if (block === first + count - 1) this.#range += 1;
    if (Buffer.from(digest).toString('hex') !== this.#zerosAt(block)) this.#wrong ??= block;
  }

  #zerosAt(block: number): string {
    const left = this.#contentBytes - block * this.#blocks.size;
    return left < this.#blocks.size ? zerosDigest(Math.max(0, left)) : this.#zeros;
  }
}

/** Compares content, as it comes, with the digest of each of its blocks. Runs of wrong blocks are told as one. */
export class BlockComparer {
  readonly #size: number;
  readonly #digests: AsyncIterator<Uint8Array>;
  #hash = new StreamingSha256();
  #block = 0;
  #wrongSince: number | undefined;
  readonly #tell: (first: number, last: number) => void;

  constructor(
    size: number,
    digests: AsyncIterable<Uint8Array>,
    tell: (first: number, last: number) => void,
  ) {
    this.#size = size;
    this.#digests = digests[Symbol.asyncIterator]();
    this.#tell = tell;
  }

  async update(content: Uint8Array): Promise<void> {
    for (let rest = content; rest.length > 0;) {
      const part = rest.subarray(0, this.#size - this.#hash.bytes);
      this.#hash.update(part);
      rest = rest.subarray(part.length);
      if (this.#hash.bytes === this.#size) await this.#endBlock();
    }
  }

  /** To be called after the last content. */
  async end(): Promise<void> {
    if (this.#hash.bytes > 0) await this.#endBlock();
    this.#endRun();
    await this.#digests.return?.();
  }

  async #endBlock(): Promise<void> {
    const next = await this.#digests.next();
    const expected = next.done === true ? undefined : Buffer.from(next.value).toString('hex');
    if (this.#hash.hex() === expected) this.#endRun();
    else this.#wrongSince ??= this.#block;
    this.#block += 1;
    this.#hash = new StreamingSha256();
  }

  #endRun(): void {
    if (this.#wrongSince !== undefined) this.#tell(this.#wrongSince, this.#block - 1);
    this.#wrongSince = undefined;
  }
}

/** The 32-byte digests of a digest file, one by one; a piece at the end is a digest of its own, and wrong. */
export async function* digestsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let carry: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const whole = bytes.length - (bytes.length % DIGEST_BYTES);
    for (let at = 0; at < whole; at += DIGEST_BYTES) yield bytes.subarray(at, at + DIGEST_BYTES);
    carry = new Uint8Array(bytes.subarray(whole));
  }
  if (carry.length > 0) yield carry;
}

const zerosDigest = (bytes: number): string => sha256Hex(new Uint8Array(bytes));
