import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Sha256 } from '@afo/domain';
import { sha256Schema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ImageFiles, ImageFileWriter } from '@afo/ports';
import { systemCode } from '../vault/disk-error.ts';
import { removeIfThere, syncFolder } from '../vault/durable.ts';

const PIECE = 65_536;
const READ_BYTES = 4 * 1024 * 1024;
const ZEROS = Buffer.alloc(PIECE);

/** Raw images in folders of this machine. */
export class LocalImageFiles implements ImageFiles {
  async create(path: string, bytes: number): Promise<ImageFileWriter> {
    return await guarded(path, async () => {
      const target = resolve(path);
      await makeParent(target);
      const hidden = join(
        dirname(target),
        `.${basename(target).slice(0, 100)}.${randomUUID()}.part`,
      );
      const file = await open(hidden, 'wx', 0o600);
      const writer = new LocalImageFileWriter(target, hidden, file);
      try {
        await refuseTaken(target);
        await file.truncate(bytes);
        return writer;
      } catch (error) {
        await writer.abort();
        throw error;
      }
    });
  }

  async digest(
    path: string,
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly sha256: Sha256 }> {
    return await guarded(path, async () => {
      const file = await open(path, 'r');
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
      try {
        for (let bytes = 0; ;) {
          signal?.throwIfAborted();
          const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, bytes);
          if (bytesRead === 0) return { bytes, sha256: sha256Schema.parse(hash.digest('hex')) };
          hash.update(buffer.subarray(0, bytesRead));
          bytes += bytesRead;
        }
      } finally {
        await file.close();
      }
    });
  }

  async remove(path: string): Promise<void> {
    await guarded(path, () => removeIfThere(path));
  }
}

class LocalImageFileWriter implements ImageFileWriter {
  readonly #target: string;
  readonly #hidden: string;
  readonly #file: FileHandle;
  #open = true;

  constructor(target: string, hidden: string, file: FileHandle) {
    this.#target = target;
    this.#hidden = hidden;
    this.#file = file;
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await guarded(this.#target, async () => {
      for (const [start, length] of dataIn(bytes))
        await this.#write(offset + start, bytes.subarray(start, start + length));
    });
  }

  async commit(): Promise<void> {
    await guarded(this.#target, async () => {
      await this.#file.chmod(0o400);
      await this.#file.sync();
      await link(this.#hidden, this.#target);
      await syncFolder(dirname(this.#target));
    });
    await this.abort();
  }

  /** Removes the hidden name; what was committed has another one. */
  async abort(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close();
    await removeIfThere(this.#hidden);
  }

  async #write(offset: number, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.byteLength;) {
      const left = bytes.byteLength - done;
      const { bytesWritten } = await this.#file.write(bytes, done, left, offset + done);
      done += bytesWritten;
    }
  }
}

/** The stretches that are not zeros, in pieces of 64 KiB put together: the rest stays a hole. */
function* dataIn(bytes: Uint8Array): Iterable<readonly [start: number, length: number]> {
  let start: number | undefined;
  for (let at = 0; at < bytes.byteLength; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    const zero = Buffer.compare(piece, ZEROS.subarray(0, piece.byteLength)) === 0;
    if (zero && start !== undefined) yield [start, at - start];
    start = zero ? undefined : (start ?? at);
  }
  if (start !== undefined) yield [start, bytes.byteLength - start];
}

/** What is in the way of a folder is not what is in the way of the image. */
async function makeParent(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new PortError('image-file.unwritable', `${dirname(path)} cannot be made`, { cause });
  }
}

async function refuseTaken(path: string): Promise<void> {
  try {
    await (await open(path, 'r')).close();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  throw exists(path);
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asImageError(error, path);
  }
}

function asImageError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (error instanceof PortError || code === undefined) return error;
  if (code === 'EEXIST') return exists(path);
  if (code === 'ENOENT')
    return new PortError('image-file.not-found', `${path} is not there`, { cause: error });
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return full
    ? new PortError('image-file.full', `the disk is full: ${path} does not fit`, {
        cause: error,
        retryable: true,
      })
    : new PortError('image-file.unwritable', `${path} cannot be used (${code})`, { cause: error });
}

const exists = (path: string): PortError =>
  new PortError('image-file.exists', `${path} is there already`);
