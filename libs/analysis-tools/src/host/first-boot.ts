import type { FileEntry } from '../inventory/file-entry.ts';
import type { Inventory } from '../inventory/inventory.ts';

const DAY = 86_400;

/** When a file came to be on this disk: its birth, or its last change where the file system keeps no birth. */
export const bornAt = ({ times }: FileEntry): number | undefined => times.born ?? times.changed;

/**
 * When this copy of the system came to life, in seconds since 1970: the birth of its ssh host keys, which every cloud
 * image makes at its first boot; otherwise of what an installer leaves. What is much younger was made by people.
 */
export function firstBootOf(inventory: Inventory): number | undefined {
  const keys = [...inventory.in('/etc/ssh')].filter(({ path }) => /\/ssh_host_\w+_key$/.test(path));
  const others = ['/etc/machine-id', '/etc/hostname', '/lost+found', '/etc'].map((path) =>
    inventory.at(path),
  );
  for (const group of [keys, ...others.map((entry) => (entry === undefined ? [] : [entry]))]) {
    const births = group.map(bornAt).filter((time) => time !== undefined);
    if (births.length > 0) return Math.min(...births);
  }
  return undefined;
}

/** True when something happened to the file more than a day after the first boot: not part of its setting up. */
export const isAfterSetup = (time: number | undefined, firstBoot: number | undefined): boolean =>
  time !== undefined && firstBoot !== undefined && time > firstBoot + DAY;
