import { inflateSync } from 'node:zlib';
import type { ByteRange } from '@afo/domain';
import type { ByteImage } from '../byte-image.ts';
import type { RawFile } from '../raw-file.ts';
import { adler32 } from './adler32.ts';
import { mustFit } from './chunk-tables.ts';
import type { ChunkTables, StoredChunk } from './chunk-tables.ts';
import type { Volume } from './volume.ts';

export interface EwfParts {
  readonly files: readonly RawFile[];
  readonly volume: Volume;
  readonly tables: ChunkTables;
}

/** The disk inside an E01. A chunk that is damaged cannot be read; its neighbours can. */
export class EwfImage implements ByteImage {
  readonly bytes: number;
  readonly #parts: EwfParts;

  constructor(parts: EwfParts) {
    this.bytes = parts.volume.bytes;
    this.#parts = parts;
  }

  async read(offset: number, into: Uint8Array): Promise<readonly ByteRange[]> {
    const { chunkBytes } = this.#parts.volume;
    const unread: ByteRange[] = [];
    const end = offset + into.byteLength;
    for (let at = offset; at < end;) {
      const n = Math.floor(at / chunkBytes);
      const next = Math.min(end, (n + 1) * chunkBytes);
      const target = into.subarray(at - offset, next - offset);
      const content = await this.#chunk(n);
      if (content === undefined) {
        target.fill(0);
        unread.push([at, target.byteLength]);
      } else target.set(content.subarray(at - n * chunkBytes, next - n * chunkBytes));
      at = next;
    }
    return unread;
  }

  /** An E01 keeps everything, zeros too. */
  async *extents(from: number): AsyncIterable<ByteRange> {
    await Promise.resolve();
    if (from < this.bytes) yield [from, this.bytes - from];
  }

  async confirm(): Promise<void> {
    for (const file of this.#parts.files) await file.confirm();
  }

  async close(): Promise<void> {
    for (const file of this.#parts.files) await file.close();
  }

  async #chunk(n: number): Promise<Uint8Array | undefined> {
    const { volume, tables } = this.#parts;
    const bytes = Math.min(volume.chunkBytes, volume.bytes - n * volume.chunkBytes);
    const chunk = await tables.find(n);
    if (chunk === undefined || !mustFit(chunk, volume.chunkBytes)) return undefined;
    const stored = Buffer.allocUnsafeSlow(chunk.length);
    const unread = await chunk.file.read(chunk.offset, stored);
    const content = unread.length > 0 ? undefined : contentOf(chunk, stored, volume.chunkBytes);
    return content !== undefined && content.byteLength >= bytes ? content : undefined;
  }
}

function contentOf(
  { isCompressed }: StoredChunk,
  stored: Buffer,
  chunkBytes: number,
): Uint8Array | undefined {
  return isCompressed ? inflated(stored, chunkBytes) : checked(stored, chunkBytes);
}

/** zlib checks itself: its stream ends with an Adler-32. */
function inflated(stored: Buffer, chunkBytes: number): Uint8Array | undefined {
  try {
    return inflateSync(stored, { maxOutputLength: chunkBytes });
  } catch {
    return undefined;
  }
}

/** The last chunk of a section may have other bytes behind it, so its checksum stands behind the content's length. */
function checked(stored: Buffer, chunkBytes: number): Uint8Array | undefined {
  const length = Math.min(chunkBytes, stored.byteLength - 4);
  if (length <= 0) return undefined;
  const content = stored.subarray(0, length);
  return stored.readUInt32LE(length) === adler32(content) ? content : undefined;
}
