import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BundleFile, BundleSink } from '@afo/ports';
import type { Destination } from './destination.ts';
import { syncFolder } from '../vault/durable.ts';
import { checkedPath, destinationOf } from './destination.ts';
import { exists, onDestination, wrongLength } from './sink-error.ts';

/** Opens a bundle that becomes a directory. */
export const openDirectory = (path: string): Promise<BundleSink> =>
  onDestination('making the bundle', async () => {
    const destination = await destinationOf(path);
    await mkdir(destination.staging);
    return new DirectorySink(destination);
  });

/** Writes below a hidden folder beside the destination, and renames it when it is whole. */
class DirectorySink implements BundleSink {
  readonly #destination: Destination;
  readonly #folders = new Set<string>();
  #ended = false;

  constructor(destination: Destination) {
    this.#destination = destination;
    this.#folders.add(destination.staging);
  }

  async write(file: BundleFile): Promise<void> {
    const path = join(this.#destination.staging, checkedPath(file.path));
    await onDestination(`writing ${file.path}`, async () => {
      await this.#makeFolder(dirname(path));
      await writeFile(path, file);
    });
  }

  async commit(): Promise<void> {
    const { path, folder, staging } = this.#destination;
    await onDestination('finishing the bundle', async () => {
      for (const each of [...this.#folders].toReversed()) await syncFolder(each);
      // An empty folder of our own holds the name: rename replaces it in one act, and nothing else.
      await claim(path);
      try {
        await rename(staging, path);
      } catch (error) {
        await rmdir(path);
        throw error;
      }
      this.#ended = true;
      await syncFolder(folder);
    });
  }

  async abort(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await rm(this.#destination.staging, { recursive: true, force: true });
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return;
    await this.#makeFolder(dirname(folder));
    await mkdir(folder);
    this.#folders.add(folder);
  }
}

async function claim(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw exists(path);
    throw error;
  }
}

async function writeFile(path: string, { path: name, bytes, content }: BundleFile): Promise<void> {
  const handle = await open(path, 'wx', 0o644);
  try {
    let written = 0;
    for await (const chunk of content) {
      written += chunk.byteLength;
      if (written > bytes) throw wrongLength(name, bytes);
      await handle.writeFile(chunk);
    }
    if (written !== bytes) throw wrongLength(name, bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
