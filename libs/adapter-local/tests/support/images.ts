import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { ByteRange, Source } from '@afo/domain';
import { BLOCK_SIZE } from '@afo/domain';
import type { ContentSource } from '@afo/ports';

const execute = promisify(execFile);

/** Runs a program of the machine; a missing one fails the test, since nothing else could take its place. */
export async function run(program: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, words, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** A disk with text, noise and zeros in blocks of many sizes; the same for the same seed. */
export function sampleDisk(bytes: number, seed = 1): Buffer {
  const disk = Buffer.alloc(bytes);
  let state = seed >>> 0 || 1;
  const next = (): number => {
    // xorshift32: enough to look random to a compressor.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let at = 0; at < bytes;) {
    const length = Math.min(bytes - at, 512 * (1 + Math.floor(next() * 700)));
    const kind = next();
    if (kind < 0.4)
      for (let n = 0; n < length; n += 4)
        disk.writeUInt32LE(Math.floor(next() * 2 ** 32), Math.min(at + n, bytes - 4));
    else if (kind < 0.7)
      disk.fill(`line ${String(at)} of a log that repeats itself; `, at, at + length);
    at += length;
  }
  return disk;
}

/** Writes the disk as a sparse file: stretches of zeros of 64 KiB and more become holes. */
export async function writeSparse(path: string, disk: Buffer): Promise<void> {
  const piece = 65_536;
  const file = await open(path, 'wx');
  await file.truncate(disk.byteLength);
  for (let at = 0; at < disk.byteLength; at += piece) {
    const bytes = disk.subarray(at, at + piece);
    if (bytes.some((byte) => byte !== 0)) await file.write(bytes, 0, bytes.byteLength, at);
  }
  await file.sync();
  await file.close();
}

export const sourceOf = (...paths: readonly string[]): Source => ({
  kind: 'disk',
  uris: paths.map((path) => pathToFileURL(path).href),
  title: 'a disk',
});

/** Everything that a source gives, as an acquisition reads it: listed blocks read, the others taken as zeros. */
export async function readAll(
  source: ContentSource,
  blocksAtOnce = 3,
): Promise<{
  readonly disk: Buffer;
  readonly unread: readonly ByteRange[];
  readonly blocksRead: number;
}> {
  const { bytes } = await source.describe();
  const disk = Buffer.alloc(bytes);
  const unread: ByteRange[] = [];
  let blocksRead = 0;
  for await (const [first, count] of source.runs(0)) {
    for (let block = first; block < first + count; block += blocksAtOnce) {
      const end = Math.min(bytes, Math.min(first + count, block + blocksAtOnce) * BLOCK_SIZE);
      const into = disk.subarray(block * BLOCK_SIZE, end);
      unread.push(...(await source.read(block, into)));
    }
    blocksRead += count;
  }
  return { disk, unread, blocksRead };
}
