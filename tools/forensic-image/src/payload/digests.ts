import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

export type Digests = Readonly<Record<string, string>>;

/** SHA-256 of every file below a folder, by its path in it. @throws Error for what is neither file nor folder */
export async function digestsBelow(folder: string): Promise<Digests> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (odd !== undefined) throw new Error(`${odd.name} is no plain file`);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const digests: [string, string][] = [];
  for (const path of paths) digests.push([path, await digestOf(join(folder, path))]);
  return Object.fromEntries(digests);
}

export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The form that `sha256sum --check` reads. */
export const sumsText = (digests: Digests): string =>
  Object.entries(digests)
    .map(([path, digest]) => `${digest}  ${path}\n`)
    .join('');

/** In which files the one set differs from the other, in words; none when they are the same. */
export const differences = (found: Digests, pinned: Digests): readonly string[] =>
  [...new Set([...Object.keys(found), ...Object.keys(pinned)])].sort().flatMap((path) => {
    if (found[path] === pinned[path]) return [];
    if (pinned[path] === undefined) return [`${path} is not pinned`];
    return [found[path] === undefined ? `${path} is missing` : `${path} is not what was pinned`];
  });
