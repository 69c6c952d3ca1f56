import { closeSync, openSync, readSync } from 'node:fs';
import type { ToolRunner } from '@afo/ports';
import { residentContent } from '../content/resident.ts';
import { AnalysisError } from '../errors.ts';
import type { ContentRun, FileEntry } from '../inventory/file-entry.ts';
import type { Inventory } from '../inventory/inventory.ts';

const CHUNK = 256 * 1024;

export interface FileReaderOptions {
  readonly image: string;
  readonly inventory: Inventory;
  readonly tools: ToolRunner;
  readonly signal: AbortSignal;
}

/** Reads the content of files by the places that the listing gives. The image is opened for reading only (F-60). */
export class FileReader implements Disposable {
  readonly #options: FileReaderOptions;
  readonly #descriptor: number;

  constructor(options: FileReaderOptions) {
    this.#options = options;
    this.#descriptor = openSync(options.image, 'r');
  }

  /** The first `maximum` bytes of a file, the whole of it where it is shorter. */
  async read(entry: FileEntry, maximum: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks(entry, maximum)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** The same, piece by piece. Throws `analysis.content-unreadable` rather than give less than there is. */
  async *chunks(entry: FileEntry, maximum: number): AsyncGenerator<Uint8Array, void, undefined> {
    if (entry.type !== 'file' || entry.state === 'reallocated') {
      throw unreadable(entry, 'is no file of its own');
    }
    const end = Math.min(entry.size, maximum);
    if (entry.resident) yield* this.#resident(entry, end);
    else yield* this.#placed(entry, end);
  }

  async *#resident(entry: FileEntry, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    let position = 0;
    for await (const chunk of residentContent(this.#options, entry)) {
      const part = chunk.subarray(0, end - position);
      position += part.length;
      if (part.length > 0) yield part;
    }
    if (position < end) throw unreadable(entry, 'ends early');
  }

  *#placed(entry: FileEntry, end: number): Generator<Uint8Array, void, undefined> {
    let position = 0;
    for (const run of this.#options.inventory.runsOf(entry)) {
      if (position >= end) return;
      if (run.fileOffset > position) break;
      for (const part of this.#parts(entry, run, end)) {
        position += part.length;
        yield part;
      }
    }
    if (position < end)
      throw unreadable(entry, `has a known place for ${position} of ${entry.size} bytes only`);
  }

  *#parts(entry: FileEntry, run: ContentRun, end: number): Generator<Uint8Array, void, undefined> {
    const length = Math.min(run.length, end - run.fileOffset);
    for (let done = 0; done < length; done += CHUNK) {
      const part = Buffer.alloc(Math.min(CHUNK, length - done));
      if (run.imageOffset !== undefined) this.#fill(entry, part, run.imageOffset + done);
      yield part;
    }
  }

  #fill(entry: FileEntry, part: Buffer, imageOffset: number): void {
    const got = readSync(this.#descriptor, part, 0, part.length, imageOffset);
    if (got !== part.length) throw unreadable(entry, 'lies beyond the end of the image');
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

const unreadable = ({ inode }: FileEntry, detail: string): AnalysisError =>
  new AnalysisError('analysis.content-unreadable', `the content of inode ${inode} ${detail}`);
