import type { ByteRange } from '@afo/domain';
import type { ByteImage } from '../byte-image.ts';
import type { RawFile } from '../raw-file.ts';
import type { Cluster, ClusterMap } from './cluster-map.ts';
import { decompress } from './compressed-cluster.ts';
import type { Qcow2Header } from './header.ts';
import { within } from './within.ts';

export interface Qcow2Parts {
  readonly file: RawFile;
  readonly header: Qcow2Header;
  readonly map: ClusterMap;
  /** What lies below: another image, or nothing (zeros). */
  readonly backing?: ByteImage;
}

/** Clusters in a row that are kept in the same way. */
interface Run {
  readonly offset: number;
  readonly length: number;
  readonly cluster: Cluster;
}

/** The disk inside a qcow2 image, as the guest saw it last. */
export class Qcow2Image implements ByteImage {
  readonly bytes: number;
  readonly #parts: Qcow2Parts;

  constructor(parts: Qcow2Parts) {
    this.bytes = parts.header.bytes;
    this.#parts = parts;
  }

  async read(offset: number, into: Uint8Array): Promise<readonly ByteRange[]> {
    const unread: ByteRange[] = [];
    for await (const run of this.#runs(offset, offset + into.byteLength)) {
      const target = into.subarray(run.offset - offset, run.offset - offset + run.length);
      unread.push(...(await this.#readRun(run, target)));
    }
    return unread;
  }

  async *extents(from: number): AsyncIterable<ByteRange> {
    const below = this.#belowFrom(from);
    for await (const run of this.#stored(from)) {
      if (run.kind === 'data') yield run.range;
      else yield* below(run.range);
    }
  }

  async confirm(): Promise<void> {
    await this.#parts.file.confirm();
    await this.#parts.backing?.confirm();
  }

  async close(): Promise<void> {
    await this.#parts.file.close();
    await this.#parts.backing?.close();
  }

  /** The clusters of a stretch; those that lie in a row in the file too are put together. */
  async *#runs(start: number, end: number): AsyncGenerator<Run> {
    const { header, map } = this.#parts;
    let run: Run | undefined;
    for (let at = start; at < end;) {
      const number = Math.floor(at / header.clusterBytes);
      const next = Math.min(end, (number + 1) * header.clusterBytes);
      const cluster = inside(await map.at(number), at % header.clusterBytes);
      if (run !== undefined && continues(run, cluster))
        run = { ...run, length: run.length + next - at };
      else {
        if (run !== undefined) yield run;
        run = { offset: at, length: next - at, cluster };
      }
      at = next;
    }
    if (run !== undefined) yield run;
  }

  async #readRun(run: Run, into: Uint8Array): Promise<readonly ByteRange[]> {
    switch (run.cluster.kind) {
      case 'zeros':
        into.fill(0);
        return [];
      case 'below':
        return await this.#readBelow(run.offset, into);
      case 'data':
        return await this.#readData(run.cluster.offset, run.offset, into);
      case 'compressed':
        return await this.#readCompressed(run.cluster, run.offset, into);
    }
  }

  async #readBelow(offset: number, into: Uint8Array): Promise<readonly ByteRange[]> {
    const { backing } = this.#parts;
    const there = Math.max(0, Math.min(into.byteLength, (backing?.bytes ?? 0) - offset));
    // A backing file may be shorter than the disk: behind its end there are zeros.
    into.fill(0, there);
    return backing === undefined || there === 0
      ? []
      : await backing.read(offset, into.subarray(0, there));
  }

  async #readData(at: number, offset: number, into: Uint8Array): Promise<readonly ByteRange[]> {
    const { file } = this.#parts;
    const there = Math.max(0, Math.min(into.byteLength, file.bytes - at));
    const unread = await file.read(at, into.subarray(0, there));
    const behind = there < into.byteLength ? unreadable(offset + there, into.subarray(there)) : [];
    return [
      ...unread.map(([start, length]): ByteRange => [start - at + offset, length]),
      ...behind,
    ];
  }

  async #readCompressed(
    { offset: at, bytes }: Extract<Cluster, { kind: 'compressed' }>,
    offset: number,
    into: Uint8Array,
  ): Promise<readonly ByteRange[]> {
    const { file, header } = this.#parts;
    const stored = Buffer.allocUnsafeSlow(Math.max(0, Math.min(bytes, file.bytes - at)));
    const unread = await file.read(at, stored);
    const content = unread.length > 0 ? undefined : decompress(stored, header);
    if (content === undefined) return unreadable(offset, into);
    const skip = offset % header.clusterBytes;
    into.set(content.subarray(skip, skip + into.byteLength));
    return [];
  }

  /** The stretches that are kept in this file or below it, table by table; zeros are left out. */
  async *#stored(from: number): AsyncGenerator<{ kind: 'data' | 'below'; range: ByteRange }> {
    const { header, map } = this.#parts;
    const tableBytes = header.clusterBytes * map.perTable;
    for (let n = Math.floor(from / tableBytes); n < header.l1Entries; n += 1) {
      const start = n * tableBytes;
      const table = await map.table(n);
      const runs =
        table === undefined ? [['below', start, tableBytes] as const] : this.#runsIn(table, start);
      for (const [kind, offset, length] of runs) {
        const range = within([offset, length], [from, this.bytes]);
        if (range !== undefined) yield { kind, range };
      }
    }
  }

  *#runsIn(table: Buffer, start: number): Iterable<readonly ['data' | 'below', number, number]> {
    const { header, map } = this.#parts;
    let run: { kind: 'data' | 'below' | 'zeros'; first: number } = { kind: 'zeros', first: 0 };
    for (let index = 0; index <= map.perTable; index += 1) {
      const kind = index === map.perTable ? undefined : kindOf(map.clusterIn(table, index));
      if (kind === run.kind) continue;
      const length = (index - run.first) * header.clusterBytes;
      if (run.kind !== 'zeros' && length > 0)
        yield [run.kind, start + run.first * header.clusterBytes, length];
      if (kind !== undefined) run = { kind, first: index };
    }
  }

  /** What the backing file holds of ascending stretches; it is asked once, from beginning to end. */
  #belowFrom(from: number): (range: ByteRange) => AsyncGenerator<ByteRange> {
    const { backing } = this.#parts;
    const iterator = backing?.extents(from)[Symbol.asyncIterator]();
    let held: ByteRange | undefined;
    return async function* (range) {
      while (iterator !== undefined) {
        if (held === undefined) {
          const next = await iterator.next();
          if (next.done === true) return;
          held = next.value;
        }
        const common = within(held, [range[0], range[0] + range[1]]);
        if (common !== undefined) yield common;
        if (held[0] + held[1] > range[0] + range[1]) return;
        held = undefined;
      }
    };
  }
}

const kindOf = ({ kind }: Cluster): 'data' | 'below' | 'zeros' =>
  kind === 'compressed' ? 'data' : kind;

/** The place of a byte inside its cluster, where the cluster is plain data. */
const inside = (cluster: Cluster, skip: number): Cluster =>
  cluster.kind === 'data' ? { kind: 'data', offset: cluster.offset + skip } : cluster;

function continues({ length, cluster: before }: Run, next: Cluster): boolean {
  if (before.kind === 'data' && next.kind === 'data') return next.offset === before.offset + length;
  return before.kind === next.kind && before.kind !== 'compressed' && before.kind !== 'data';
}

function unreadable(offset: number, into: Uint8Array): readonly ByteRange[] {
  into.fill(0);
  return [[offset, into.byteLength]];
}
