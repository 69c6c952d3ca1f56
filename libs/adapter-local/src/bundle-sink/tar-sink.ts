import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BundleFile, BundleSink } from '@afo/ports';
import type { Pack } from 'tar-stream';
import { pack } from 'tar-stream';
import type { Destination } from './destination.ts';
import { syncFolder } from '../vault/durable.ts';
import { checkedPath, destinationOf } from './destination.ts';
import { asSinkError, exists, onDestination, wrongLength } from './sink-error.ts';

/** Opens a bundle that becomes one tar file, with the bag in one folder (RFC 8493 §4). */
export const openTar = (path: string): Promise<BundleSink> =>
  onDestination('making the bundle', async () => new TarSink(await destinationOf(path)));

/** Two archives of the same files are the same bytes: no owner, no time of this machine. */
const FIXED = { mode: 0o644, uid: 0, gid: 0, uname: '', gname: '', mtime: new Date(0) } as const;

class TarSink implements BundleSink {
  readonly #destination: Destination;
  readonly #pack: Pack = pack();
  readonly #folder: string;
  readonly #written: Promise<void>;
  #ended = false;

  constructor(destination: Destination) {
    this.#destination = destination;
    this.#folder = folderOf(destination.path);
    const file = createWriteStream(destination.staging, { flags: 'wx', mode: 0o644 });
    this.#written = pipeline(this.#pack, file);
    // It is awaited where it matters; until then a failure must not count as unhandled.
    this.#written.catch(() => undefined);
  }

  async write(file: BundleFile): Promise<void> {
    const name = `${this.#folder}/${checkedPath(file.path)}`;
    const entry = this.#pack.entry({ ...FIXED, name, size: file.bytes });
    const ended = once(entry, 'close');
    ended.catch(() => undefined);
    await onDestination(`writing ${file.path}`, async () => {
      let written = 0;
      for await (const chunk of file.content) {
        written += chunk.byteLength;
        if (written > file.bytes) throw wrongLength(file.path, file.bytes);
        // The buffer is the giver's own again when the next chunk is asked for.
        if (!entry.write(Uint8Array.from(chunk))) await this.#orFailed(once(entry, 'drain'));
      }
      if (written !== file.bytes) throw wrongLength(file.path, file.bytes);
      entry.end(null);
      await this.#orFailed(ended);
    });
  }

  async commit(): Promise<void> {
    const { path, folder, staging } = this.#destination;
    await onDestination('finishing the bundle', async () => {
      this.#pack.finalize();
      await this.#written;
      await syncFile(staging);
      await claim(staging, path);
      this.#ended = true;
      await syncFolder(folder);
    });
  }

  async abort(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#pack.destroy();
    await this.#written.catch(() => undefined);
    await rm(this.#destination.staging, { force: true });
  }

  /** Waits for the archive to go on; a full disk ends the waiting. */
  async #orFailed(event: Promise<unknown>): Promise<void> {
    const failed = this.#written.then(
      () => undefined,
      (error: unknown) => {
        throw asSinkError(error, 'writing the archive');
      },
    );
    await Promise.race([event, failed]);
  }
}

/** Name of the bag's folder in the archive: the file's own name without its ending. */
function folderOf(path: string): string {
  const name = basename(path).replace(/\.tar$/iu, '');
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/u.test(name) ? name : 'bundle';
}

/** A hard link takes the name only when it is free. Sticks with FAT know none: there an empty file holds the name. */
async function claim(staging: string, path: string): Promise<void> {
  try {
    await link(staging, path);
    await rm(staging);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw exists(path);
    if (!NO_LINKS.has(codeOf(error))) throw error;
    await takeName(staging, path);
  }
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

async function takeName(staging: string, path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o644)).close();
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? exists(path) : error;
  }
  await rename(staging, path);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
