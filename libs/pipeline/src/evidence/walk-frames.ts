import { PortError } from '@afo/ports';
import { ChunkReader } from './chunk-reader.ts';

/** A frame as it stands in a zstd file (RFC 8878 §3.1). Its bytes are the receiver's own. */
export type WalkedFrame =
  /** Holds nothing but zeros, said by RLE blocks. */
  | { readonly kind: 'zeros'; readonly stored: number; readonly content: number }
  | {
      readonly kind: 'data';
      readonly stored: number;
      /** As the header says; checked by whoever decodes. */
      readonly content: number | undefined;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'skippable';
      readonly stored: number;
      readonly magic: number;
      readonly payload: Uint8Array;
    };

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a5;
/** No frame of ours is larger; a damaged length must not make us take gigabytes into memory. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Cuts a zstd file into its frames by their own headers, without decoding them and without trusting the seek table.
 * @throws PortError `codec.damaged`
 */
export async function* walkFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WalkedFrame> {
  const reader = new ChunkReader(chunks, damaged);
  while (await reader.has(1)) {
    const head = await reader.peek(0, 8, 4);
    const magic = head.readUInt32LE(0);
    if (magic >>> 4 === SKIPPABLE) yield await skippable(reader, magic);
    else if (magic === FRAME_MAGIC) yield await frame(reader);
    else throw damaged('something that is no zstd frame');
  }
}

async function skippable(reader: ChunkReader, magic: number): Promise<WalkedFrame> {
  const length = (await reader.peek(4, 4)).readUInt32LE(0);
  mustBeModest(length);
  const bytes = await reader.take(8 + length);
  return { kind: 'skippable', stored: bytes.byteLength, magic, payload: bytes.subarray(8) };
}

async function frame(reader: ChunkReader): Promise<WalkedFrame> {
  const header = await readHeader(reader);
  let at = header.length;
  let zeros: number | undefined = 0;
  for (let last = false; !last;) {
    const block = await reader.peek(at, 4, 3);
    const word = block.readUIntLE(0, 3);
    const size = word >>> 3;
    const type = (word >>> 1) & 3;
    if (type === 3) throw damaged('a reserved kind of block');
    const rle = type === 1;
    zeros = zeros !== undefined && rle && block[3] === 0 ? zeros + size : undefined;
    at += 3 + (rle ? 1 : size);
    mustBeModest(at);
    last = (word & 1) === 1;
  }
  const bytes = await reader.take(at + (header.checksum ? 4 : 0));
  if (zeros === undefined || header.checksum)
    return { kind: 'data', stored: bytes.byteLength, content: header.content, bytes };
  if (header.content !== undefined && header.content !== zeros)
    throw damaged('a frame of zeros that says another length');
  return { kind: 'zeros', stored: bytes.byteLength, content: zeros };
}

interface FrameHeader {
  /** Length with the magic number. */
  readonly length: number;
  readonly checksum: boolean;
  readonly content: number | undefined;
}

async function readHeader(reader: ChunkReader): Promise<FrameHeader> {
  const head = await reader.peek(4, 1);
  const descriptor = head[0] ?? 0;
  if ((descriptor & 0b1000) !== 0) throw damaged('a reserved bit');
  const single = (descriptor & 0b10_0000) !== 0;
  const flag = descriptor >>> 6;
  const sizeBytes = flag === 0 ? (single ? 1 : 0) : 1 << flag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const length = 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
  const field = await reader.peek(length - sizeBytes, sizeBytes);
  return {
    length,
    checksum: (descriptor & 0b100) !== 0,
    content: sizeOf(field, sizeBytes),
  };
}

function sizeOf(field: Buffer, bytes: number): number | undefined {
  if (bytes === 0) return undefined;
  if (bytes === 2) return field.readUInt16LE(0) + 256;
  if (bytes < 8) return field.readUIntLE(0, bytes);
  const size = Number(field.readBigUInt64LE(0));
  if (!Number.isSafeInteger(size)) throw damaged('a frame that claims an impossible length');
  return size;
}

function mustBeModest(bytes: number): void {
  if (bytes > MOST_BYTES) throw damaged('a frame that is too long to be ours');
}

const damaged = (what: string): PortError =>
  new PortError('codec.damaged', `the compressed image holds ${what}`);
