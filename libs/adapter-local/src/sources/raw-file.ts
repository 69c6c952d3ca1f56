import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ByteRange } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ByteImage } from './byte-image.ts';
import { dataExtents } from './data-extents.ts';
import { salvageRead } from './salvage-read.ts';
import { asSourceError } from './source-error.ts';

/** A file or a block device as it is, opened for reading only. */
export class RawFile implements ByteImage {
  readonly path: string;
  readonly bytes: number;
  readonly isDevice: boolean;
  /** When it was last changed, in milliseconds since 1970; 0 for a device, which has no such time. */
  readonly changedAt: number;
  readonly #file: FileHandle;
  readonly #stats: Stats;

  constructor(path: string, file: FileHandle, opened: { stats: Stats; bytes: number }) {
    this.path = path;
    this.bytes = opened.bytes;
    this.isDevice = opened.stats.isBlockDevice();
    this.changedAt = this.isDevice ? 0 : opened.stats.mtimeMs;
    this.#file = file;
    this.#stats = opened.stats;
  }

  /** @throws PortError `source.not-found`, `source.unsupported` for what is neither a file nor a block device */
  static async open(path: string): Promise<RawFile> {
    // O_NONBLOCK: opening a pipe must not wait for somebody to write into it.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(
      (error: unknown) => {
        throw asSourceError(error, path);
      },
    );
    try {
      const stats = await file.stat();
      const bytes = stats.isBlockDevice() ? await deviceBytes(stats.rdev) : stats.size;
      if (!stats.isFile() && !stats.isBlockDevice())
        throw new PortError('source.unsupported', `${path} is neither a file nor a block device`);
      return new RawFile(path, file, { stats, bytes });
    } catch (error) {
      await file.close();
      throw asSourceError(error, path);
    }
  }

  async read(offset: number, into: Uint8Array): Promise<readonly ByteRange[]> {
    try {
      return await salvageRead((at, target) => this.#fill(at, target), offset, into);
    } catch (error) {
      throw asSourceError(error, this.path);
    }
  }

  extents(from: number): AsyncIterable<ByteRange> {
    const isDense = this.isDevice || this.#stats.blocks * 512 >= this.bytes;
    return dataExtents(this.path, [from, this.bytes], isDense);
  }

  async confirm(): Promise<void> {
    const { size, mtimeMs } = await this.#file.stat().catch((error: unknown) => {
      throw asSourceError(error, this.path);
    });
    if (!this.isDevice && (size !== this.#stats.size || mtimeMs !== this.#stats.mtimeMs))
      throw new PortError('source.changed', `${this.path} was changed while it was read`);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #fill(offset: number, into: Uint8Array): Promise<void> {
    for (let done = 0; done < into.byteLength;) {
      const length = into.byteLength - done;
      const { bytesRead } = await this.#file.read(into, done, length, offset + done);
      if (bytesRead === 0)
        throw new PortError('source.short-read', `${this.path} ends before its size says`);
      done += bytesRead;
    }
  }
}

/** Size of a block device, which `stat` does not tell: the kernel gives it in sectors of 512 bytes. */
async function deviceBytes(device: number): Promise<number> {
  // The numbers as glibc packs them (gnu_dev_major, gnu_dev_minor).
  const major = ((device >>> 8) & 0xfff) | (Math.floor(device / 2 ** 32) & ~0xfff);
  const minor = (device & 0xff) | ((device >>> 12) & ~0xff);
  const text = await readFile(`/sys/dev/block/${String(major)}:${String(minor)}/size`, 'utf8');
  const sectors = Number(text.trim());
  if (!Number.isSafeInteger(sectors))
    throw new PortError('source.unsupported', 'the kernel does not tell the size of this device');
  return sectors * 512;
}
