import { availableParallelism } from 'node:os';
import { BLOCK_SIZE, blockCount } from '@afo/domain';
import { PortError, STRETCH_BLOCKS } from '@afo/ports';
import type {
  DigestAlgorithm,
  Frame,
  ImageCodec,
  OpenedStretch,
  RunningDigest,
  SealedBlock,
  SealedStretch,
  Stretch,
} from '@afo/ports';
import { CodecThread } from './codec-thread.ts';
import { framesInBatches } from './frame-batch.ts';
import type { FrameBatch } from './frame-batch.ts';
import { inOrder } from './in-order.ts';
import type { Job } from './in-order.ts';
import type { Encoded } from './task.ts';
import { ThreadDigest } from './thread-digest.ts';

export interface ThreadCodecOptions {
  /** Threads that compress and decompress; the digest over everything has one more. Default: processors - 1. */
  readonly threads?: number;
  /** Stretches in flight for one content, 2 MiB each. Default: three and one a thread. */
  readonly depth?: number;
  /** zstd level; 1 keeps up with a disk. */
  readonly level?: number;
}

const STRETCH_BYTES = STRETCH_BLOCKS * BLOCK_SIZE;

/**
 * An ImageCodec on worker threads of this process. Its memory is `depth` buffers for each content that it works on,
 * whatever their size.
 */
export class ThreadCodec implements ImageCodec {
  readonly #threads: readonly CodecThread[];
  readonly #idle: CodecThread[] = [];
  readonly #free: SharedArrayBuffer[] = [];
  readonly #depth: number;
  readonly #level: number;
  #digests = 0;

  constructor(options: ThreadCodecOptions = {}) {
    const threads = options.threads ?? Math.max(1, availableParallelism() - 1);
    this.#threads = Array.from({ length: threads }, () => new CodecThread());
    this.#depth = options.depth ?? 3 + threads;
    this.#level = options.level ?? 1;
  }

  digest(algorithms: readonly DigestAlgorithm[]): RunningDigest {
    this.#digests += 1;
    const streams = algorithms.map((algorithm) => ({
      algorithm,
      thread: this.#idle.pop() ?? new CodecThread(),
    }));
    return new ThreadDigest(this.#digests, streams, (threads) => this.#idle.push(...threads));
  }

  seal(stretches: AsyncIterable<Stretch>, running: RunningDigest): AsyncIterable<SealedStretch> {
    const digest = own(running);
    return inOrder(stretches, this.#depth, (stretch) =>
      'zeros' in stretch ? zeros(stretch.zeros, digest) : this.#seal(stretch, digest),
    );
  }

  open(frames: AsyncIterable<Frame>, running: RunningDigest): AsyncIterable<OpenedStretch> {
    const digest = own(running);
    return inOrder(framesInBatches(frames), this.#depth, (batch) =>
      'zeros' in batch ? zeros(batch.zeros, digest) : this.#open(batch, digest),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#threads, ...this.#idle].map((thread) => thread.close()));
  }

  #seal(stretch: Exclude<Stretch, { zeros: number }>, digest: ThreadDigest): Job<SealedStretch> {
    const { bytes } = stretch;
    if (bytes > STRETCH_BYTES)
      throw new PortError('codec.damaged', `a stretch of ${String(bytes)} bytes is too long`);
    const buffer = this.#lease();
    const content = new Uint8Array(buffer, 0, bytes);
    const known = new Uint8Array(32 * blockCount(bytes));
    const filled = stretch.fill(content, known);
    const task = {
      kind: 'encode',
      buffer,
      bytes,
      blockSize: BLOCK_SIZE,
      level: this.#level,
      known,
    } as const;
    const encoded = filled.then(() => this.#leastLoaded().encode(task));
    const digested = digest.add({ bytes, buffer, ready: filled });
    let frames: Encoded['frames'] = [];
    return {
      result: both(encoded, digested).then((answer) => {
        ({ frames } = answer);
        return { bytes, content, blocks: [...blocksOf(answer, bytes)] };
      }),
      release: () => {
        // Gives memory back now: what waits for the collector makes it run, over all that the program holds.
        for (const frame of frames) frame.buffer.transfer(0);
        this.#free.push(buffer);
      },
    };
  }

  #open({ frames, bytes }: FrameBatch, digest: ThreadDigest): Job<OpenedStretch> {
    const buffer = this.#lease();
    const task = { kind: 'decode', buffer, frames, blockSize: BLOCK_SIZE } as const;
    const decoded = this.#leastLoaded().decode(task);
    const digested = digest.add({ bytes, buffer, ready: decoded });
    return {
      result: both(decoded, digested).then(({ digests }) => ({
        bytes,
        content: new Uint8Array(buffer, 0, bytes),
        digests,
      })),
      release: () => this.#free.push(buffer),
    };
  }

  #lease(): SharedArrayBuffer {
    return this.#free.pop() ?? new SharedArrayBuffer(STRETCH_BYTES);
  }

  #leastLoaded(): CodecThread {
    return this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
  }
}

function zeros(bytes: number, digest: ThreadDigest): Job<{ readonly bytes: number }> {
  return { result: digest.add({ bytes }).then(() => ({ bytes })), release: () => undefined };
}

function* blocksOf({ digests, frames }: Encoded, bytes: number): Iterable<SealedBlock> {
  for (const [n, frame] of frames.entries()) {
    const digest = digests.subarray(n * 32, n * 32 + 32);
    const size = Math.min(BLOCK_SIZE, bytes - n * BLOCK_SIZE);
    yield frame.byteLength === 0 ? { bytes: size, digest } : { bytes: size, digest, frame };
  }
}

/** Waits until neither uses the buffer any more, also when one has failed: it may serve another image next. */
async function both<T>(work: Promise<T>, digested: Promise<unknown>): Promise<T> {
  await Promise.allSettled([work, digested]);
  await digested;
  return await work;
}

function own(running: RunningDigest): ThreadDigest {
  if (running instanceof ThreadDigest) return running;
  throw new PortError('codec.damaged', 'a digest of another codec');
}
