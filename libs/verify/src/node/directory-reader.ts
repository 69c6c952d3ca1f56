import { createReadStream } from 'node:fs';
import type { Dirent } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

import type { BundleReader } from '../bundle-reader.ts';
import { VerifyError } from '../errors.ts';

const CHUNK_BYTES = 262_144;
/** Deeper folders than a bundle has are a trap. */
const MAX_DEPTH = 32;

/** Reads a bundle that lies in a directory. Links are listed and never followed. */
export function directoryReader(root: string): BundleReader {
  const size = async (path: string): Promise<number> => {
    const stats = await lstat(join(root, path));
    if (!stats.isFile()) throw new VerifyError('verify.special-file', 'not a regular file');
    return stats.size;
  };
  return {
    list: () => walk(root, '', 0),
    size,
    async *open(path) {
      await size(path);
      const chunks: AsyncIterable<Uint8Array> = createReadStream(join(root, path), {
        highWaterMark: CHUNK_BYTES,
      });
      yield* chunks;
    },
  };
}

async function* walk(root: string, folder: string, depth: number): AsyncGenerator<string> {
  if (depth > MAX_DEPTH) throw new VerifyError('verify.unreadable', 'folders nested too deep');
  for await (const entry of await opendir(join(root, folder))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (isFolder(entry)) yield* walk(root, path, depth + 1);
    else yield path;
  }
}

/** A link to a folder is no folder. */
const isFolder = (entry: Dirent): boolean => entry.isDirectory() && !entry.isSymbolicLink();
