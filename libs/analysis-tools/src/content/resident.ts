import { closeSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolRunner } from '@afo/ports';
import type { FileEntry } from '../inventory/file-entry.ts';
import { outputOf } from '../program/output.ts';
import type { ContentPassRequest } from './content-pass.ts';
import type { ContentRows } from './content-tables.ts';
import { scan } from './scan.ts';
import type { ScanPlan } from './scan-plan.ts';
import type { ScanOrder } from './scan-protocol.ts';

const FILES = 2000;
const SECTOR = 512;
const LIMITS = { seconds: 60, memoryBytes: 2 ** 30, outputBytes: 64 * 2 ** 20 };

/** Content inside of metadata (small files of some file systems) has no place of its own: the Sleuth Kit reads it. */
export async function readResident(
  request: ContentPassRequest,
  plan: ScanPlan,
  rows: ContentRows,
): Promise<void> {
  const entries = [...plan.resident()];
  for (const place of entries.slice(FILES)) {
    rows.unreadable(place, `more than ${FILES} files are kept inside of their metadata`);
  }
  if (entries.length === 0) return;
  const image = join(request.scratch, 'resident-contents');
  const orders = await extract(request, entries.slice(0, FILES), image);
  const ordersFile = join(request.scratch, 'orders-resident');
  await writeFile(ordersFile, orders.map((order) => `${JSON.stringify(order)}\n`).join(''));
  const ids = orders.map(({ id }) => id);
  for await (const answer of scan({ ...request, image, ordersFile, ids })) {
    rows.add(plan.placeOf(answer.id), answer);
  }
}

async function extract(
  request: ContentPassRequest,
  entries: readonly FileEntry[],
  file: string,
): Promise<readonly ScanOrder[]> {
  const descriptor = openSync(file, 'wx');
  const orders: ScanOrder[] = [];
  let end = 0;
  try {
    for (const entry of entries) {
      const start = end;
      for await (const chunk of residentContent(request, entry))
        end += writeSync(descriptor, chunk);
      const runs = [[0, start, end - start]] as const;
      orders.push({ id: entry.id, path: entry.path, size: entry.size, runs });
    }
  } finally {
    closeSync(descriptor);
  }
  return orders;
}

interface ImageReading {
  readonly image: string;
  readonly tools: ToolRunner;
  readonly signal: AbortSignal;
}

/** The content of one file as icat gives it; only for live files, whose inode is their own (F-71). */
export const residentContent = (
  { image, tools, signal }: ImageReading,
  { volume, inode }: FileEntry,
): AsyncGenerator<Uint8Array, void, undefined> =>
  outputOf({
    tools,
    signal,
    command: {
      program: 'icat',
      arguments: ['-o', String(volume / SECTOR), image, inode],
      readable: [image],
      limits: LIMITS,
    },
  });
