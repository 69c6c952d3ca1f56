import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PortError } from '@afo/ports';
import type {
  Answer,
  DecodeTask,
  Decoded,
  DigestTask,
  EncodeTask,
  Encoded,
  FinishTask,
} from './task.ts';

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;
type Settle = readonly [resolve: (answer: Answer) => void, reject: (error: Error) => void];

// It lies beside this file and is of its kind: .ts in the sources, .js in a build, .mjs in a bundle.
const WORKER = new URL(`worker${extname(import.meta.url)}`, import.meta.url);

/** One thread that answers tasks in the order in which it gets them. */
export class CodecThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Settle>();
  #last = 0;
  #broken: Error | undefined;

  constructor() {
    this.#worker = new Worker(WORKER, {
      name: 'afo-codec',
      resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 },
    });
    this.#worker.on('message', (answer: Answer) => {
      this.#settle(answer);
    });
    this.#worker.on('error', (cause) => {
      this.#fail(cause);
    });
    this.#worker.on('exit', () => {
      this.#fail(undefined);
    });
    // Work that is waited for keeps the process alive through its promise's other ends (files, timers): see `#call`.
    this.#worker.unref();
  }

  /** Tasks that are not answered yet. */
  get load(): number {
    return this.#waiting.size;
  }

  async encode(task: Unnumbered<EncodeTask>): Promise<Encoded> {
    const answer = await this.#call(task);
    if ('frames' in answer) return answer;
    throw new PortError('codec.damaged', 'a codec thread answered another question');
  }

  async decode(task: Unnumbered<DecodeTask>): Promise<Decoded> {
    const answer = await this.#call(task, wholeBuffersOf(task.frames));
    if ('digests' in answer) return answer;
    throw new PortError('codec.damaged', 'a codec thread answered another question');
  }

  async digest(task: Unnumbered<DigestTask>): Promise<void> {
    await this.#call(task);
  }

  async finish(task: Unnumbered<FinishTask>): Promise<string | undefined> {
    const answer = await this.#call(task);
    return 'hex' in answer ? answer.hex : undefined;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #call(
    task: Unnumbered<EncodeTask | DecodeTask | DigestTask | FinishTask>,
    handOver: readonly ArrayBuffer[] = [],
  ): Promise<Answer> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, [resolve, reject]);
      // A thread that is at work keeps the process alive; one that idles does not.
      this.#worker.ref();
      this.#worker.postMessage({ ...task, id }, handOver);
    });
  }

  #settle(answer: Answer): void {
    const [resolve, reject] = this.#waiting.get(answer.id) ?? [];
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('failure' in answer)
      reject?.(new PortError('codec.damaged', `a stretch failed: ${answer.failure}`));
    else resolve?.(answer);
  }

  #fail(cause: unknown): void {
    this.#broken ??= new PortError('codec.damaged', 'a codec thread has ended', {
      cause,
      retryable: true,
    });
    for (const [, reject] of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }
}

/** The buffers that hold one frame each: they are handed over instead of copied. */
function wholeBuffersOf(frames: DecodeTask['frames']): readonly ArrayBuffer[] {
  return frames.flatMap(({ bytes: { buffer, byteLength } }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
  );
}
