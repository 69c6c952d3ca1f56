import { randomUUID } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PortError } from '@afo/ports';
import { exists } from './sink-error.ts';

/** A destination that is free, and a name beside it for the bundle in the making. */
export interface Destination {
  readonly path: string;
  readonly folder: string;
  readonly staging: string;
}

/** @throws PortError `export.exists`; system errors for a folder that is not there */
export async function destinationOf(chosen: string): Promise<Destination> {
  const path = resolve(chosen);
  const folder = dirname(path);
  await lstat(folder);
  if (await isThere(path)) throw exists(path);
  return { path, folder, staging: join(folder, `.${basename(path)}.${randomUUID()}.part`) };
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** A path of a bundle that stays inside it. @throws PortError `export.unwritable` */
export function checkedPath(path: string): string {
  const isSafe = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (isSafe && !path.includes('\0') && !path.includes('\\')) return path;
  throw new PortError('export.unwritable', 'a path in a bundle is relative and stays inside it');
}
