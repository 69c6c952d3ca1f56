import { PortError } from '@afo/ports';
import type { RawFile } from '../raw-file.ts';
import { adler32 } from './adler32.ts';
import { bytesAt } from './segment-file.ts';
import type { Section } from './segment-file.ts';

/** Chunks in a row, and where the table that places them is. */
export interface ChunkTable {
  readonly file: RawFile;
  readonly firstChunk: number;
  readonly count: number;
  readonly base: number;
  readonly entries: number;
  /** Where the stored chunks of this table end. */
  readonly end: number;
}

/** A chunk as it is kept: zlib, or as it is with its checksum behind it. */
export interface StoredChunk {
  readonly file: RawFile;
  readonly offset: number;
  readonly length: number;
  readonly isCompressed: boolean;
}

const HEADER = 24;
const COMPRESSED = 0x80000000;
const CACHED = 16;
/** Programs write at most 65,534; what claims more would take our memory and not its own. */
const MOST_ENTRIES = 1_048_576;

/** Reads the header of a table section. Undefined for a damaged one: its copy may still serve. */
export async function readTable(
  file: RawFile,
  section: Section,
  place: { readonly firstChunk: number; readonly end: number },
): Promise<ChunkTable | undefined> {
  if (section.length < HEADER) return undefined;
  const head = await bytesAt(file, section.start, HEADER);
  const count = head.readUInt32LE(0);
  const hasRoom = section.length >= HEADER + count * 4;
  if (
    head.readUInt32LE(20) !== adler32(head.subarray(0, 20)) ||
    count === 0 ||
    count > MOST_ENTRIES ||
    !hasRoom
  )
    return undefined;
  const table = {
    file,
    count,
    base: Number(head.readBigUInt64LE(8)),
    entries: section.start + HEADER,
    ...place,
  };
  return (await isSound(table, section)) ? table : undefined;
}

/** The entries have a checksum behind them, unless the chunks themselves are there (SMART). */
async function isSound(
  { file, entries, count, end }: ChunkTable,
  section: Section,
): Promise<boolean> {
  if (end === section.start + section.length) return true;
  const bytes = await bytesAt(file, entries, count * 4 + 4);
  return bytes.readUInt32LE(count * 4) === adler32(bytes.subarray(0, count * 4));
}

/** Finds chunks by their number. Tables are read when they are needed: those of a terabyte take 130 MB. */
export class ChunkTables {
  readonly #tables: readonly ChunkTable[];
  readonly #cache = new Map<ChunkTable, Promise<Buffer>>();

  constructor(tables: readonly ChunkTable[]) {
    this.#tables = tables;
  }

  get chunks(): number {
    const last = this.#tables.at(-1);
    return last === undefined ? 0 : last.firstChunk + last.count;
  }

  /** Where chunk `n` is kept; undefined when no sound table has it. */
  async find(n: number): Promise<StoredChunk | undefined> {
    const table = this.#tableOf(n);
    if (table === undefined) return undefined;
    const entries = await this.#load(table);
    const index = n - table.firstChunk;
    const entry = entries.readUInt32LE(index * 4);
    const offset = table.base + (entry % COMPRESSED);
    const next =
      index + 1 < table.count
        ? table.base + (entries.readUInt32LE((index + 1) * 4) % COMPRESSED)
        : table.end;
    if (next <= offset || next > table.file.bytes) return undefined;
    return { file: table.file, offset, length: next - offset, isCompressed: entry >= COMPRESSED };
  }

  #tableOf(n: number): ChunkTable | undefined {
    let low = 0;
    let high = this.#tables.length - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const table = this.#tables[middle];
      if (table === undefined) return undefined;
      if (n < table.firstChunk) high = middle - 1;
      else if (n >= table.firstChunk + table.count) low = middle + 1;
      else return table;
    }
    return undefined;
  }

  #load(table: ChunkTable): Promise<Buffer> {
    const known = this.#cache.get(table);
    if (known !== undefined) return known;
    const loaded = bytesAt(table.file, table.entries, table.count * 4);
    this.#cache.set(table, loaded);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > CACHED && oldest !== undefined) this.#cache.delete(oldest);
    return loaded;
  }
}

/** A chunk that is longer than it can be is damage, not a reason to take its length into memory. */
export function mustFit(chunk: StoredChunk, chunkBytes: number): boolean {
  return chunk.length <= chunkBytes * 2 + 1024;
}

export const noTable = (path: string): PortError =>
  new PortError('source.device-error', `${path}: both copies of a table of chunks are damaged`);
