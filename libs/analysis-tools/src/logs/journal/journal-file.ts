import { zstdDecompressSync } from 'node:zlib';
import { AnalysisError } from '../../errors.ts';

/**
 * Reads the files of systemd-journald: the "Journal File Format" of systemd.io, regular and compact. Objects are
 * walked one after the other from the first to the last, so that no chain of offsets in a hostile file can lead in a
 * circle. Every offset and size is checked against the bytes that are there.
 */
export interface JournalEntry {
  /** Number among the entries of the file, from 0. */
  readonly record: number;
  /** Seconds since 1970. */
  readonly at: number;
  readonly fields: ReadonlyMap<string, string>;
}

export interface JournalReading {
  readonly entries: Iterable<JournalEntry>;
  /** How many fields were left out so far: packed in a way that is not handled (XZ, LZ4), damaged, or too much. */
  readonly undecoded: () => number;
}

const SIGNATURE = 'LPKSHHRH';
const COMPACT = 16;
const OBJECT_HEADER = 16;
const objectType = { data: 1, entry: 3 } as const;
const packing = { xz: 1, lz4: 2, zstd: 4 } as const;
const ENTRY_ITEMS = 64;
const LONGEST_FIELD = 64 * 1024;
const KNOWN_FIELDS = 100_000;
/** A few packed bytes may become a field of 64 KiB (F-72): what is remembered and what one entry holds is bounded. */
const KNOWN_CHARACTERS = 2 ** 24;
const ENTRY_CHARACTERS = 2 ** 20;

type Field = readonly [name: string, value: string];

const lengthOf = ([name, value]: Field): number => name.length + value.length;

export function readJournal(file: Buffer): JournalReading {
  if (file.length < 208 || file.toString('latin1', 0, 8) !== SIGNATURE) {
    throw new AnalysisError('analysis.content-unreadable', 'it is no journal');
  }
  const reader = new JournalReader(file);
  return { entries: reader.entries(), undecoded: () => reader.undecoded };
}

class JournalReader {
  readonly #file: Buffer;
  readonly #compact: boolean;
  readonly #fields = new Map<number, Field | undefined>();
  #known = 0;
  undecoded = 0;

  constructor(file: Buffer) {
    this.#file = file;
    this.#compact = (file.readUInt32LE(12) & COMPACT) !== 0;
  }

  *entries(): Generator<JournalEntry, void, undefined> {
    const end = Math.min(this.#number(136) + OBJECT_HEADER, this.#file.length);
    let record = 0;
    for (let offset = this.#number(88); offset + OBJECT_HEADER <= end;) {
      const size = this.#number(offset + 8);
      // The arena ends in zeros where journald has reserved room that it did not use.
      if (size < OBJECT_HEADER || offset + size > this.#file.length) return;
      if (this.#file[offset] === objectType.entry && size >= ENTRY_ITEMS) {
        yield this.#entry(offset, size, record);
        record += 1;
      }
      offset += Math.ceil(size / 8) * 8;
    }
  }

  #entry(offset: number, size: number, record: number): JournalEntry {
    const width = this.#compact ? 4 : 16;
    const fields = new Map<string, string>();
    let held = 0;
    for (let item = offset + ENTRY_ITEMS; item + width <= offset + size; item += width) {
      const field = this.#field(this.#compact ? this.#file.readUInt32LE(item) : this.#number(item));
      if (field === undefined) continue;
      held += lengthOf(field);
      if (held <= ENTRY_CHARACTERS) fields.set(field[0], field[1]);
      else this.undecoded += 1;
    }
    return { record, at: this.#number(offset + 24) / 1e6, fields };
  }

  #field(offset: number): Field | undefined {
    if (this.#fields.has(offset)) return this.#fields.get(offset);
    const field = this.#parseField(offset);
    const known = this.#known + (field === undefined ? 0 : lengthOf(field));
    if (this.#fields.size < KNOWN_FIELDS && known <= KNOWN_CHARACTERS) {
      this.#fields.set(offset, field);
      this.#known = known;
    }
    return field;
  }

  #parseField(offset: number): Field | undefined {
    const start = this.#compact ? 72 : 64;
    if (offset + start > this.#file.length || this.#file[offset] !== objectType.data)
      return undefined;
    const size = this.#number(offset + 8);
    if (size < start || offset + size > this.#file.length) return undefined;
    const text = this.#unpack(
      this.#file.subarray(offset + start, offset + size),
      this.#file[offset + 1] ?? 0,
    );
    const equals = text?.indexOf('=') ?? -1;
    return text === undefined || equals < 0
      ? undefined
      : [text.slice(0, equals), text.slice(equals + 1)];
  }

  #unpack(payload: Buffer, flags: number): string | undefined {
    try {
      if ((flags & packing.zstd) !== 0) {
        return zstdDecompressSync(payload, { maxOutputLength: LONGEST_FIELD }).toString('utf8');
      }
    } catch {
      // Damaged or larger than any message: counted, and the rest of the entry is still of use.
      this.undecoded += 1;
      return undefined;
    }
    if ((flags & (packing.xz | packing.lz4)) !== 0) {
      this.undecoded += 1;
      return undefined;
    }
    return payload.toString('utf8', 0, LONGEST_FIELD);
  }

  #number(offset: number): number {
    if (offset + 8 > this.#file.length) return 0;
    const number = this.#file.readBigUInt64LE(offset);
    return number > BigInt(Number.MAX_SAFE_INTEGER) ? 0 : Number(number);
  }
}
