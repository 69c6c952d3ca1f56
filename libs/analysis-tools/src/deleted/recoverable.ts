import type { DatabaseSync } from 'node:sqlite';
import type { ToolRunner } from '@afo/ports';
import type { ContentRun, FileEntry } from '../inventory/file-entry.ts';
import type { Inventory, Volume } from '../inventory/inventory.ts';
import { linesOf } from '../program/lines.ts';
import { outputOf } from '../program/output.ts';

/** Why the content behind a deleted name is its own, or is not. */
export type Verdict =
  'own' | 'inode-reused' | 'inode-shared' | 'blocks-reused' | 'no-content' | 'not-asked';

const SECTOR = 512;
const ASKED = 500;
const LIMITS = { seconds: 600, memoryBytes: 2 ** 30, outputBytes: 2 ** 30 };

export interface RecoverableRequest {
  readonly image: string;
  readonly inventory: Inventory;
  readonly tools: ToolRunner;
  readonly signal: AbortSignal;
}

/**
 * Decides for each deleted name whether the bytes behind it are still its own. A reallocated inode gives another
 * file's content without a word (F-71); so do blocks that were taken since; and two deleted names of one inode cannot
 * both have written what is there. Only what passes all three is ever shown as that file's content.
 */
export async function judgeDeleted(request: RecoverableRequest): Promise<void> {
  const { inventory } = request;
  const { database } = inventory;
  database.exec(
    'CREATE TABLE verdicts (entry INTEGER PRIMARY KEY, verdict TEXT NOT NULL) STRICT; CREATE TABLE recoverable (entry INTEGER PRIMARY KEY) STRICT',
  );
  const verdict = database.prepare('INSERT INTO verdicts VALUES (?, ?)');
  const recoverable = database.prepare('INSERT INTO recoverable VALUES (?)');
  const volumes = new Map(inventory.volumes().map((volume) => [volume.offset, volume]));
  let asked = 0;
  for (const entry of [...inventory.all(`state <> 'live' AND type = 'file'`)]) {
    let judged = judgeByListing(inventory, entry);
    if (judged === 'own') {
      asked += 1;
      judged =
        asked > ASKED
          ? 'not-asked'
          : await judgeByBitmap(request, entry, volumes.get(entry.volume));
    }
    verdict.run(entry.id, judged);
    if (judged === 'own') recoverable.run(entry.id);
  }
}

function judgeByListing(inventory: Inventory, entry: FileEntry): Verdict {
  if (entry.state === 'reallocated') return 'inode-reused';
  const runs = inventory.runsOf(entry).filter(({ imageOffset }) => imageOffset !== undefined);
  if (entry.inode === '' || entry.inode === '0' || entry.size === 0 || runs.length === 0)
    return 'no-content';
  const names = inventory.byInode(entry.volume, entry.inode);
  if (names.some(({ state }) => state === 'live')) return 'inode-reused';
  if (new Set(names.map(({ path }) => path)).size > 1) return 'inode-shared';
  return runs.some(
    (run) => isTaken(inventory.database, run) || isClaimedLater(inventory.database, entry, run),
  )
    ? 'blocks-reused'
    : 'own';
}

/** True when another deleted file has some of these bytes and was not surely deleted before this one. */
function isClaimedLater(
  database: DatabaseSync,
  entry: FileEntry,
  { imageOffset = 0, length }: ContentRun,
): boolean {
  const other = database
    .prepare(
      `SELECT 1 FROM runs JOIN entries ON entries.id = runs.entry
       WHERE entries.state = 'deleted' AND entries.inode <> ? AND entries.volume = ?
         AND runs.image_offset < ? AND runs.image_offset + runs.length > ?
         AND ifnull(entries.deleted, 9e15) >= ifnull(?, 0) LIMIT 1`,
    )
    .get(entry.inode, entry.volume, imageOffset + length, imageOffset, entry.times.deleted ?? null);
  return other !== undefined;
}

/** True when a live file has some of these bytes. */
function isTaken(database: DatabaseSync, { imageOffset = 0, length }: ContentRun): boolean {
  const before = database
    .prepare(
      `SELECT image_offset + runs.length AS ending FROM runs JOIN entries ON entries.id = runs.entry
       WHERE image_offset < ? AND entries.state = 'live' ORDER BY image_offset DESC LIMIT 1`,
    )
    .get(imageOffset + length);
  return before !== undefined && Number(before['ending']) > imageOffset;
}

/** Asks the file system's own bitmap: its metadata may have taken blocks that no listing shows. */
async function judgeByBitmap(
  request: RecoverableRequest,
  entry: FileEntry,
  volume: Volume | undefined,
): Promise<Verdict> {
  if (volume === undefined || volume.blockSize === 0) return 'not-asked';
  for (const { imageOffset, length } of request.inventory.runsOf(entry)) {
    if (imageOffset === undefined) continue;
    const first = Math.floor((imageOffset - volume.offset) / volume.blockSize);
    const last = Math.floor((imageOffset + length - 1 - volume.offset) / volume.blockSize);
    if (await anyAllocated(request, volume, [first, last])) return 'blocks-reused';
  }
  return 'own';
}

async function anyAllocated(
  { image, tools, signal }: RecoverableRequest,
  { offset }: Volume,
  [first, last]: readonly [number, number],
): Promise<boolean> {
  const command = {
    program: 'blkls',
    arguments: ['-l', '-e', '-o', String(offset / SECTOR), image, `${first}-${last}`],
    readable: [image],
    limits: LIMITS,
  };
  let free = 0;
  for await (const { text } of linesOf(outputOf({ tools, command, signal }))) {
    if (/^\d+\|f$/.test(text)) free += 1;
  }
  return free !== last - first + 1;
}
