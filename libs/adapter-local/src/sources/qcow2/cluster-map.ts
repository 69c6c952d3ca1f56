import type { RawFile } from '../raw-file.ts';
import { bytesAt, damaged } from './header.ts';
import type { Qcow2Header } from './header.ts';

/** Where a cluster of the disk is kept. `below`: in the backing file, or nowhere. */
export type Cluster =
  | { readonly kind: 'data'; readonly offset: number }
  | { readonly kind: 'compressed'; readonly offset: number; readonly bytes: number }
  | { readonly kind: 'zeros' }
  | { readonly kind: 'below' };

const BELOW: Cluster = { kind: 'below' };
const ZEROS: Cluster = { kind: 'zeros' };
const OFFSET = 0x00fffffffffffe00n;
const COMPRESSED = 1n << 62n;
const CACHE_BYTES = 16 * 1024 * 1024;

/** The two levels of tables of a qcow2 image: from a place on the disk to a place in the file. */
export class ClusterMap {
  readonly #file: RawFile;
  readonly #header: Qcow2Header;
  readonly #l1: Buffer;
  readonly #cache = new Map<number, Promise<Buffer>>();
  readonly #cached: number;

  constructor(file: RawFile, header: Qcow2Header, l1: Buffer) {
    this.#file = file;
    this.#header = header;
    this.#l1 = l1;
    this.#cached = Math.max(2, Math.floor(CACHE_BYTES / header.clusterBytes));
  }

  static async open(file: RawFile, header: Qcow2Header): Promise<ClusterMap> {
    return new ClusterMap(file, header, await bytesAt(file, header.l1Offset, header.l1Entries * 8));
  }

  /** Clusters that one table of the second level maps. */
  get perTable(): number {
    return this.#header.clusterBytes / 8;
  }

  async at(cluster: number): Promise<Cluster> {
    const table = await this.table(Math.floor(cluster / this.perTable));
    return table === undefined ? BELOW : this.#entry(table, cluster % this.perTable);
  }

  /** Table `n` of the second level; undefined when nothing of its clusters is kept here. */
  async table(n: number): Promise<Buffer | undefined> {
    const offset = Number(this.#l1.readBigUInt64BE(n * 8) & OFFSET);
    return offset === 0 ? undefined : await this.#load(offset);
  }

  clusterIn(table: Buffer, index: number): Cluster {
    return this.#entry(table, index);
  }

  #entry(table: Buffer, index: number): Cluster {
    const entry = table.readBigUInt64BE(index * 8);
    if ((entry & COMPRESSED) !== 0n) return this.#compressed(entry);
    if (this.#header.version === 3 && (entry & 1n) === 1n) return ZEROS;
    const offset = Number(entry & OFFSET);
    return offset === 0 ? BELOW : { kind: 'data', offset };
  }

  /** A byte offset in the lower bits, further sectors of 512 bytes in the upper ones. */
  #compressed(entry: bigint): Cluster {
    const offsetBits = BigInt(62 - (this.#header.clusterBits - 8));
    const offset = Number(entry & ((1n << offsetBits) - 1n));
    const sectors = Number((entry & ((1n << 62n) - 1n)) >> offsetBits);
    return { kind: 'compressed', offset, bytes: (sectors + 1) * 512 - (offset % 512) };
  }

  #load(offset: number): Promise<Buffer> {
    const known = this.#cache.get(offset);
    if (known !== undefined) return known;
    if (offset % this.#header.clusterBytes !== 0)
      throw damaged(this.#file, 'a table of it is out of place');
    const loaded = bytesAt(this.#file, offset, this.#header.clusterBytes);
    this.#cache.set(offset, loaded);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > this.#cached && oldest !== undefined) this.#cache.delete(oldest);
    return loaded;
  }
}
