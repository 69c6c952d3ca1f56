/**
 * What a codec thread does. It imports nothing of the product, so that it starts from sources and from a build alike,
 * and holds no evidence after it has answered.
 */
import { createHash, hash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Answer, DecodeTask, DigestTask, EncodeTask, Task } from './task.ts';

const ZEROS = new Uint8Array(1024 * 1024);
const running = new Map<number, Hash>();

parentPort?.on('message', (task: Task) => {
  try {
    const answer = perform(task);
    parentPort?.postMessage(
      answer,
      'frames' in answer ? answer.frames.map(({ buffer }) => buffer) : [],
    );
  } catch (error) {
    const failure: Answer = {
      id: task.id,
      failure: error instanceof Error ? error.message : 'unknown',
    };
    parentPort?.postMessage(failure);
  }
});

function perform(task: Task): Answer {
  switch (task.kind) {
    case 'encode':
      return encode(task);
    case 'decode':
      return decode(task);
    case 'digest':
      return digest(task);
    case 'finish':
      return finish(task.id, task.stream);
  }
}

function encode({ id, buffer, bytes, blockSize, level, known }: EncodeTask): Answer {
  const content = new Uint8Array(buffer, 0, bytes);
  const digests = new Uint8Array(32 * Math.ceil(bytes / blockSize));
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes; at += blockSize) {
    const block = content.subarray(at, Math.min(bytes, at + blockSize));
    const zero = isZero(block);
    const place = parts.length * 32;
    const given = known.subarray(place, place + 32);
    const digest = zero ? digestOfZeros(block.byteLength) : isZero(given) ? digestOf(block) : given;
    digests.set(digest, place);
    parts.push(zero ? block.subarray(0, 0) : compress(block, level));
  }
  return { id, digests, frames: parts.map((part) => ownBuffer(part)) };
}

function decode({ id, buffer, frames, blockSize }: DecodeTask): Answer {
  const content = new Uint8Array(buffer);
  let at = 0;
  for (const { bytes, content: size } of frames) {
    // A damaged or hostile frame may hold any number of bytes: what it claims is the limit.
    const decoded = zstdDecompressSync(bytes, {
      maxOutputLength: Math.max(1, size),
      // A byte more than it holds: a buffer that is full makes zlib ask for another one as large.
      chunkSize: Math.max(64, size + 1),
    });
    if (decoded.byteLength !== size)
      throw new Error(`a frame holds ${String(decoded.byteLength)} bytes, not ${String(size)}`);
    content.set(decoded, at);
    free(decoded);
    at += size;
  }
  // At the end: frames that came as a copy may lie in one buffer.
  for (const { bytes } of frames) free(bytes);
  return { id, digests: digestsOf(content.subarray(0, at), blockSize) };
}

function digest({ id, stream, algorithm, buffer, bytes }: DigestTask): Answer {
  const hashing = running.get(stream) ?? createHash(algorithm);
  running.set(stream, hashing);
  if (buffer !== undefined) hashing.update(new Uint8Array(buffer, 0, bytes));
  else
    for (let left = bytes; left > 0; left -= ZEROS.byteLength)
      hashing.update(ZEROS.subarray(0, Math.min(left, ZEROS.byteLength)));
  return { id };
}

function finish(id: number, stream: number): Answer {
  const hex = running.get(stream)?.digest('hex');
  running.delete(stream);
  return hex === undefined ? { id } : { id, hex };
}

function digestsOf(content: Uint8Array, blockSize: number): Uint8Array {
  const digests = new Uint8Array(32 * Math.ceil(content.byteLength / blockSize));
  for (let at = 0, n = 0; at < content.byteLength; at += blockSize, n += 32)
    digests.set(digestOf(content.subarray(at, at + blockSize)), n);
  return digests;
}

const digestOf = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

const zeroDigests = new Map<number, Uint8Array>();

function digestOfZeros(bytes: number): Uint8Array {
  const digest = zeroDigests.get(bytes) ?? digestOf(ZEROS.subarray(0, bytes));
  zeroDigests.set(bytes, digest);
  return digest;
}

const compress = (block: Uint8Array, level: number): Uint8Array =>
  zstdCompressSync(block, {
    params: { [constants.ZSTD_c_compressionLevel]: level },
    // Puts the size into the frame's header: readers need no window, and `zstd -l` knows it.
    pledgedSrcSize: block.byteLength,
    // One buffer for all of the output: a third of the time goes into gathering small ones otherwise.
    chunkSize: block.byteLength + 16_384,
  });

/** Ends at the first byte that is not zero, and runs at the speed of memory otherwise. */
function isZero(block: Uint8Array): boolean {
  return Buffer.compare(block, ZEROS.subarray(0, block.byteLength)) === 0;
}

/**
 * A frame in a buffer that may be handed over. One that barely compresses keeps the buffer that it was made in; any
 * other is copied, since the receiver would hold half a megabyte for the few kilobytes of it.
 */
function ownBuffer(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = frame;
  if (buffer instanceof ArrayBuffer && frame.byteLength > buffer.byteLength * 0.75)
    return new Uint8Array(buffer, frame.byteOffset, frame.byteLength);
  const copy = new Uint8Array(frame);
  free(frame);
  return copy;
}

/** Gives memory back now: what waits for the collector adds up to hundreds of megabytes of evidence. */
function free({ buffer }: Uint8Array): void {
  // Small buffers are cut from one that Node shares among all.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}
