import type { FileReader } from './file-reader.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { identifyVolume } from './volume-identity.ts';

const LARGEST = 1024 * 1024;

export interface MountSources {
  readonly image: string;
  readonly inventory: Inventory;
  readonly reader: FileReader;
}

/**
 * Puts the file systems of the image where the host mounted them: the one with /etc/fstab is the root, and it names
 * the others by UUID or label. The paths of a mounted file system get its mount point in front. A file system that
 * nothing mounts keeps its own paths and is marked so.
 */
export async function placeMounts({ image, inventory, reader }: MountSources): Promise<void> {
  const { database } = inventory;
  const root = findRoot(inventory);
  if (root === undefined) return;
  const mount = database.prepare('UPDATE volumes SET mount = ? WHERE offset = ?');
  mount.run('/', root);
  const wanted = await fstab(inventory, reader);
  for (const { offset } of inventory.volumes()) {
    const identity = offset === root ? undefined : identifyVolume(image, offset);
    const names = [`UUID=${identity?.uuid ?? ''}`, `LABEL=${identity?.label ?? ''}`];
    const point =
      identity === undefined ? undefined : wanted.get(names.find((name) => wanted.has(name)) ?? '');
    if (point !== undefined) mount.run(point, offset);
    if (offset !== root) move(inventory, offset, point ?? `/unmounted-at-${offset}`);
  }
}

function findRoot(inventory: Inventory): number | undefined {
  const candidates = ['/etc/fstab', '/etc/passwd', '/etc', '/bin', '/usr'];
  for (const path of candidates) {
    const entry = inventory.at(path);
    if (entry !== undefined) return entry.volume;
  }
  return inventory.volumes()[0]?.offset;
}

/** fstab(5): device and mount point of each line. */
async function fstab(
  inventory: Inventory,
  reader: FileReader,
): Promise<ReadonlyMap<string, string>> {
  const entry = inventory.at('/etc/fstab');
  if (entry?.type !== 'file') return new Map();
  const lines = (await reader.read(entry, LARGEST)).toString('utf8').split('\n');
  const pairs = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([device = '#', point = '']) => !device.startsWith('#') && /^\/./.test(point))
    .map(([device = '', point = '']): [string, string] => [device.replaceAll('"', ''), point]);
  return new Map(pairs);
}

function move({ database }: Inventory, offset: number, point: string): void {
  database
    .prepare('UPDATE entries SET path = CAST(? || path AS BLOB) WHERE volume = ?')
    .run(Buffer.from(point), offset);
}
