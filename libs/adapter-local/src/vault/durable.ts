import { mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './disk-error.ts';

/** Makes the entries of a folder outlive a power failure: a file's own fsync does not cover its name. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder below `root`, and its ancestors up to it, durably. */
export async function makeFolder(root: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o750 });
  if (first === undefined) return;
  for (let at = folder; at.startsWith(root) && at.length >= root.length; at = dirname(at))
    await syncFolder(at);
}

export async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
