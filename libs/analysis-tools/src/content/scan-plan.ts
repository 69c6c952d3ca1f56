import { closeSync, openSync, writeSync } from 'node:fs';
import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ScanOrder } from './scan-protocol.ts';

/** Scanners that run at the same time; a constant, so that every machine does the same. */
const SHARES = 2;

/**
 * Every inode once: of the live names, and of the deleted ones whose content is proven to be theirs. In the order of
 * the disk, cut into shares of about equal size; small metadata-resident contents are a share of their own (-1).
 */
const PLAN = `
  CREATE TABLE scans AS
  SELECT id AS entry, volume, inode,
    CASE WHEN resident = 1 THEN -1
      ELSE min(${SHARES - 1}, (sum(size) OVER (ORDER BY place, id) - size) * ${SHARES} / total) END AS share,
    row_number() OVER (ORDER BY place, id) AS position
  FROM (
    SELECT id, volume, inode, size, resident, sum(size) OVER () AS total,
      ifnull((SELECT min(image_offset) FROM runs WHERE entry = id), 0) AS place
    FROM entries
    WHERE type = 'file' AND size > 0 AND inode <> '' AND id IN (
      SELECT min(id) FROM entries WHERE state = 'live' GROUP BY volume, inode
      UNION SELECT entry FROM recoverable));
  CREATE UNIQUE INDEX scans_by_entry ON scans (entry);
  CREATE INDEX scans_by_share ON scans (share, position);
`;

const numberSchema = z.object({ value: z.number() });
const placeSchema = z.object({ volume: z.number(), inode: z.string() });

export interface Place {
  readonly volume: number;
  readonly inode: string;
}

/** Which files are to be read, by whom, in which order. */
export class ScanPlan {
  readonly #inventory: Inventory;
  readonly #place: StatementSync;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
    inventory.database.exec(PLAN);
    this.#place = inventory.database.prepare('SELECT volume, inode FROM scans WHERE entry = ?');
  }

  get shares(): readonly number[] {
    const statement = this.#inventory.database.prepare(
      'SELECT DISTINCT share AS value FROM scans WHERE share >= 0 ORDER BY share',
    );
    return statement.all().map((row) => numberSchema.parse(row).value);
  }

  *ids(share: number): Generator<number, void, undefined> {
    const statement = this.#inventory.database.prepare(
      'SELECT entry AS value FROM scans WHERE share = ? ORDER BY position',
    );
    for (const row of statement.iterate(share)) yield numberSchema.parse(row).value;
  }

  *resident(): Generator<FileEntry, void, undefined> {
    yield* this.#inventory.all('id IN (SELECT entry FROM scans WHERE share = -1)');
  }

  placeOf(id: number): Place {
    return placeSchema.parse(this.#place.get(id));
  }

  writeOrders(share: number, file: string): void {
    const descriptor = openSync(file, 'wx');
    try {
      for (const entry of this.#inShare(share)) {
        writeSync(descriptor, `${JSON.stringify(this.#orderOf(entry))}\n`);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  *#inShare(share: number): Generator<FileEntry, void, undefined> {
    for (const id of this.ids(share)) {
      const entry = this.#inventory.byId(id);
      if (entry !== undefined) yield entry;
    }
  }

  #orderOf(entry: FileEntry): ScanOrder {
    const runs = this.#inventory.runsOf(entry);
    return {
      id: entry.id,
      path: entry.path,
      size: entry.size,
      runs: runs.map(({ fileOffset, imageOffset, length }) => [
        fileOffset,
        imageOffset ?? -1,
        length,
      ]),
    };
  }
}
