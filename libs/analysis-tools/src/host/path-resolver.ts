import { posix } from 'node:path';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Inventory } from '../inventory/inventory.ts';

const LINKS = 40;

/** Follows symbolic links inside of the image, as the host's kernel would; never on the machine that analyses. */
export class PathResolver {
  readonly #inventory: Inventory;
  readonly #folders = new Map<string, string>();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** The live entry that a path leads to, all links followed; nothing for a broken or endless chain. */
  resolve(path: string): FileEntry | undefined {
    let current = posix.normalize(path);
    for (let links = 0; links < LINKS; links += 1) {
      current = this.real(current);
      const entry = this.#inventory.at(current);
      if (entry?.type !== 'link' || entry.target === undefined) return entry;
      current = posix.resolve(posix.dirname(current), entry.target);
    }
    return undefined;
  }

  /** The path with the links in its folders followed, but not the last name: `/bin/sh` → `/usr/bin/sh`. */
  real(path: string): string {
    const folder = posix.dirname(path);
    const name = posix.basename(path);
    return folder === '/' || folder === '.'
      ? `/${name}`
      : posix.join(this.#realFolder(folder), name);
  }

  #realFolder(folder: string): string {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    // Set first, so that a chain of links that bites its own tail ends.
    this.#folders.set(folder, folder);
    const entry = this.resolve(folder);
    const real = entry?.type === 'folder' ? entry.path : this.real(folder);
    this.#folders.set(folder, real);
    return real;
  }
}
