import { randomFillSync } from 'node:crypto';
import { open } from 'node:fs/promises';

const MIB = 1_048_576;
const EXTENT = 16 * MIB;

export interface ImageShape {
  readonly bytes: number;
  readonly usedBytes: number;
}

/** What toolchains are measured on: 8 GiB, 1.5 GiB of it used, half random and half text, in runs of 16 MiB. */
export const SPARSE_8_GIB: ImageShape = { bytes: 8192 * MIB, usedBytes: 1536 * MIB };

/** Makes a sparse image whose runs lie evenly over it. */
export async function makeImage(path: string, { bytes, usedBytes }: ImageShape): Promise<void> {
  const runs = Math.floor(usedBytes / EXTENT);
  const step = Math.floor(bytes / runs / MIB) * MIB;
  const file = await open(path, 'wx');
  try {
    await file.truncate(bytes);
    for (let run = 0; run < runs; run += 1) {
      const content = run % 2 === 0 ? randomFillSync(Buffer.alloc(EXTENT)) : textOf(run);
      await file.write(content, 0, EXTENT, run * step);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Numbered lines, as logs and tables are: they compress well, and no two blocks are equal. */
function textOf(run: number): Buffer {
  const content = Buffer.alloc(EXTENT);
  let at = 0;
  for (let line = 0; at < EXTENT; line += 1)
    at += content.write(`${run} ${line} the quick brown fox ${line * 7}\n`, at);
  return content;
}
