import type { ByteQueue } from './byte-queue.ts';
import { crc32c } from './crc32c.ts';
import { decodeSnappy, SnappyError } from './snappy.ts';

const IDENTIFIER = Buffer.from('sNaPpY');
/** Most that one chunk holds, uncompressed (framing_format.txt §2). */
const CHUNK_BYTES = 65_536;

/**
 * Decodes a stream in Snappy's framing format (framing_format.txt) as it comes, chunk by chunk, each checked by its
 * checksum. @throws SnappyError
 */
export class SnappyFrames {
  readonly #queue: ByteQueue;
  #begun = false;

  constructor(queue: ByteQueue) {
    this.#queue = queue;
  }

  /** The content of the next chunk: no bytes for a chunk without content, undefined while more input is needed. */
  next(): Uint8Array | undefined {
    const head = this.#queue.peek(4);
    if (head === undefined) return undefined;
    const kind = head[0] ?? 0;
    const length = head.readUIntLE(1, 3);
    if (length > CHUNK_BYTES * 2) throw new SnappyError('a chunk that is too long');
    const chunk = this.#queue.take(4 + length)?.subarray(4);
    return chunk === undefined ? undefined : this.#contentOf(kind, chunk);
  }

  #contentOf(kind: number, chunk: Buffer): Uint8Array {
    if (kind === 0xff) {
      if (!chunk.equals(IDENTIFIER)) throw new SnappyError('another identifier');
      this.#begun = true;
      return chunk.subarray(0, 0);
    }
    if (!this.#begun) throw new SnappyError('no identifier');
    if (kind === 0) return checked(chunk, decodeSnappy(chunk.subarray(4), CHUNK_BYTES));
    if (kind === 1) return checked(chunk, chunk.subarray(4));
    if (kind >= 0x80) return chunk.subarray(0, 0);
    throw new SnappyError('a kind of chunk that may not be skipped');
  }
}

function checked(chunk: Buffer, content: Uint8Array): Uint8Array {
  if (chunk.byteLength < 4) throw new SnappyError('a chunk without a checksum');
  const crc = crc32c(content);
  // The checksum is masked, so that a checksum over checksums stays useful (framing_format.txt §3).
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  if (chunk.readUInt32LE(0) !== masked) throw new SnappyError('a chunk with another checksum');
  return content;
}
