import { createHash, hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { BLOCK_SIZE, blockCount } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { DigestAlgorithm, Frame, ImageCodec, OpenedStretch, RunningDigest } from '@afo/ports';
import type { SealedBlock, SealedStretch, Stretch } from '@afo/ports';

/** A codec without threads, for tests of use cases: one stretch after the other, every buffer fresh. */
export function memoryCodec(): ImageCodec {
  return { digest: (algorithms) => new MemoryDigest(algorithms), seal, open, close };
}

class MemoryDigest implements RunningDigest {
  readonly #hashes: readonly (readonly [DigestAlgorithm, ReturnType<typeof createHash>])[];

  #begun = false;

  constructor(algorithms: readonly DigestAlgorithm[]) {
    this.#hashes = algorithms.map((algorithm) => [algorithm, createHash(algorithm)]);
  }

  update(bytes: Uint8Array): void {
    this.#begun = true;
    for (const [, running] of this.#hashes) running.update(bytes);
  }

  async finish(): Promise<Readonly<Partial<Record<DigestAlgorithm, string>>>> {
    await Promise.resolve();
    if (!this.#begun) throw new PortError('source.empty', 'there were no bytes to digest');
    return Object.fromEntries(this.#hashes.map(([name, running]) => [name, running.digest('hex')]));
  }

  async discard(): Promise<void> {
    await Promise.resolve();
  }
}

async function* seal(
  stretches: AsyncIterable<Stretch>,
  running: RunningDigest,
): AsyncIterable<SealedStretch> {
  for await (const stretch of stretches) {
    if ('zeros' in stretch) {
      addZeros(running, stretch.zeros);
      yield { bytes: stretch.zeros };
    } else {
      const content = new Uint8Array(stretch.bytes);
      await stretch.fill(content, new Uint8Array(32 * blockCount(stretch.bytes)));
      add(running, content);
      yield { bytes: content.byteLength, content, blocks: [...blocksOf(content)].map(sealBlock) };
    }
  }
}

async function* open(
  frames: AsyncIterable<Frame>,
  running: RunningDigest,
): AsyncIterable<OpenedStretch> {
  for await (const frame of frames) {
    if ('zeros' in frame) {
      addZeros(running, frame.zeros);
      yield { bytes: frame.zeros };
    } else {
      const content = decompress(frame);
      add(running, content);
      const digests = Buffer.concat([...blocksOf(content)].map(digestOf));
      yield { bytes: content.byteLength, content, digests };
    }
  }
}

const close = async (): Promise<void> => {
  await Promise.resolve();
};

function decompress({ bytes, content }: Exclude<Frame, { readonly zeros: number }>): Uint8Array {
  try {
    const decoded = zstdDecompressSync(bytes, { maxOutputLength: content });
    if (decoded.byteLength === content) return decoded;
  } catch (cause) {
    throw new PortError('codec.damaged', 'a frame does not decompress', { cause });
  }
  throw new PortError('codec.damaged', 'a frame holds less than it says');
}

const sealBlock = (bytes: Uint8Array): SealedBlock => ({
  bytes: bytes.byteLength,
  digest: digestOf(bytes),
  ...(bytes.some((byte) => byte !== 0)
    ? { frame: zstdCompressSync(bytes, { pledgedSrcSize: bytes.byteLength }) }
    : {}),
});

function* blocksOf(content: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < content.byteLength; at += BLOCK_SIZE)
    yield content.subarray(at, at + BLOCK_SIZE);
}

const digestOf = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

function add(running: RunningDigest, bytes: Uint8Array): void {
  if (!(running instanceof MemoryDigest)) throw new TypeError('a digest of another codec');
  running.update(bytes);
}

function addZeros(running: RunningDigest, count: number): void {
  const zeros = new Uint8Array(Math.min(count, BLOCK_SIZE));
  for (let left = count; left > 0; left -= zeros.byteLength)
    add(running, zeros.subarray(0, Math.min(left, zeros.byteLength)));
}
