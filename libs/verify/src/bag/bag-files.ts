import type { BundleReader } from '../bundle-reader.ts';
import { readAll } from '../bundle-reader.ts';
import { VerifyError } from '../errors.ts';
import type { Findings } from '../faults.ts';
import { filePlace } from '../faults.ts';
import { StreamingSha256 } from '../sha256.ts';

/** Digest and length of a file as it was read. */
export interface FileDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** How far a verification has come: bytes read of all bytes of the bundle, and the file that is being read. */
export interface VerifyProgress {
  readonly done: number;
  readonly total: number;
  readonly path: string;
}

interface Options {
  readonly sizes: ReadonlyMap<string, number>;
  readonly findings: Findings;
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The files of a bundle. Each is read as seldom as possible: whoever reads a file to its end leaves its digest here, for
 * the bag's own manifests. Files that the log binds are claimed; what nobody claims is told at the end.
 */
export class BagFiles {
  readonly #reader: BundleReader;
  readonly #options: Options;
  readonly #total: number;
  readonly #digests = new Map<string, FileDigest>();
  readonly #claimed = new Set<string>();
  readonly #unreadable = new Set<string>();
  #done = 0;

  constructor(reader: BundleReader, options: Options) {
    this.#reader = reader;
    this.#options = options;
    this.#total = options.sizes.values().reduce((sum, size) => sum + size, 0);
  }

  get paths(): IterableIterator<string> {
    return this.#options.sizes.keys();
  }

  has(path: string): boolean {
    return this.#options.sizes.has(path);
  }

  /** Length of a file that is there. */
  size(path: string): number {
    return Number(this.#options.sizes.get(path));
  }

  get bytes(): number {
    return this.#total;
  }

  /** Says that something in the log refers to this file. */
  claim(path: string): void {
    this.#claimed.add(path);
  }

  isClaimed(path: string): boolean {
    return this.#claimed.has(path);
  }

  /** The bytes of a small file; undefined when it cannot be read, and then the fault is told. */
  async read(path: string, limit: number): Promise<Uint8Array | undefined> {
    try {
      return await readAll(this.stream(path), limit);
    } catch (cause) {
      this.unreadable(path, cause);
      return undefined;
    }
  }

  /** The bytes of a file, hashed on the way. Throws what the reader throws. */
  async *stream(path: string): AsyncIterable<Uint8Array> {
    const hash = new StreamingSha256();
    const before = this.#done;
    for await (const chunk of this.#reader.open(path)) {
      this.throwIfAborted();
      hash.update(chunk);
      yield chunk;
      this.#tell(before + Math.min(hash.bytes, this.size(path)), path);
    }
    this.#digests.set(path, { sha256: hash.hex(), bytes: hash.bytes });
  }

  /** Digest of a whole file, read now unless it was read before; undefined when it cannot be read. */
  async digest(path: string): Promise<FileDigest | undefined> {
    if (!this.#digests.has(path)) {
      try {
        await readThrough(this.stream(path));
      } catch (cause) {
        this.unreadable(path, cause);
      }
    }
    return this.#digests.get(path);
  }

  /** Throws when the caller has asked to stop. */
  throwIfAborted(): void {
    this.#options.signal?.throwIfAborted();
  }

  /** Tells the fault of a file that could not be read, once. An abort is no fault and goes on its way. */
  unreadable(path: string, cause: unknown): void {
    this.throwIfAborted();
    if (this.#unreadable.has(path)) return;
    this.#unreadable.add(path);
    const special = cause instanceof VerifyError && cause.code === 'verify.special-file';
    const code = special ? 'bag.special-file' : 'bag.file-unreadable';
    const message =
      cause instanceof VerifyError ? cause.message : 'the file cannot be read to its end';
    this.#options.findings.fault(code, filePlace(path), message);
  }

  #tell(done: number, path: string): void {
    this.#done = Math.min(Math.max(this.#done, done), this.#total);
    this.#options.onProgress?.({ done: this.#done, total: this.#total, path });
  }
}

async function readThrough(stream: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = stream[Symbol.asyncIterator]();
  let isDone: boolean | undefined = false;
  while (isDone !== true) isDone = (await chunks.next()).done;
}
