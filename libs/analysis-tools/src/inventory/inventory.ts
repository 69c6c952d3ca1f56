import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { ContentRun, FileEntry } from './file-entry.ts';

const bytesSchema = z.instanceof(Uint8Array);
const timeSchema = z.number().nullable();
const rowSchema = z.object({
  id: z.number(),
  volume: z.number(),
  inode: z.string(),
  path: bytesSchema,
  state: z.enum(['live', 'deleted', 'reallocated']),
  type: z.enum([
    'file',
    'folder',
    'link',
    'fifo',
    'character',
    'block',
    'socket',
    'virtual',
    'unknown',
  ]),
  mode: z.number(),
  links: z.number(),
  uid: z.number(),
  gid: z.number(),
  size: z.number(),
  modified: timeSchema,
  accessed: timeSchema,
  changed: timeSchema,
  born: timeSchema,
  deleted: timeSchema,
  target: bytesSchema.nullable(),
  resident: z.number(),
});
const runSchema = z.object({
  file_offset: z.number(),
  image_offset: z.number().nullable(),
  length: z.number(),
});
const volumeSchema = z.object({
  offset: z.number(),
  file_system: z.string(),
  block_size: z.number(),
  mount: z.string().nullable(),
});

export interface Volume {
  /** Byte offset in the image. */
  readonly offset: number;
  readonly fileSystem: string;
  readonly blockSize: number;
  /** Where the host mounts it; absent when nothing says so. */
  readonly mount?: string;
}

const COLUMNS = `id, volume, inode, path, state, type, mode, links, uid, gid, size,
  modified, accessed, changed, born, deleted, target, resident`;
const IN_ORDER = 'ORDER BY path, volume, id';

/** Every name of the image, from the database that `buildInventory` made. Reads only; order is by the bytes of paths. */
export class Inventory implements Disposable {
  readonly database: DatabaseSync;
  readonly #at: StatementSync;
  readonly #byId: StatementSync;
  readonly #runs: StatementSync;
  readonly #children: StatementSync;

  constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec(
      'PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -32768',
    );
    this.#at = this.database.prepare(
      `SELECT ${COLUMNS} FROM entries WHERE path = ? AND state = 'live' ORDER BY id LIMIT 1`,
    );
    this.#byId = this.database.prepare(`SELECT ${COLUMNS} FROM entries WHERE id = ?`);
    this.#runs = this.database.prepare(
      'SELECT file_offset, image_offset, length FROM runs WHERE entry = ? ORDER BY file_offset',
    );
    this.#children = this.database.prepare(
      `SELECT ${COLUMNS} FROM entries WHERE path >= ? AND path < ? AND state = 'live' ${IN_ORDER}`,
    );
  }

  volumes(): readonly Volume[] {
    const rows = z
      .array(volumeSchema)
      .parse(this.database.prepare('SELECT * FROM volumes ORDER BY offset').all());
    return rows.map(({ offset, file_system, block_size, mount }) => ({
      offset,
      fileSystem: file_system,
      blockSize: block_size,
      ...(mount === null ? {} : { mount }),
    }));
  }

  /** What had to be left out or is doubtful about the listing itself. */
  notes(): readonly string[] {
    const rows = this.database.prepare('SELECT sentence FROM notes ORDER BY position').all();
    return z
      .array(z.object({ sentence: z.string() }))
      .parse(rows)
      .map(({ sentence }) => sentence);
  }

  /** The live entry at this very path, links not followed. */
  at(path: string | Uint8Array): FileEntry | undefined {
    const row = this.#at.get(toBytes(path));
    return row === undefined ? undefined : entryOf(row);
  }

  /** Live entries below a folder at any depth, in the order of their paths. */
  *below(folder: string): Generator<FileEntry, void, undefined> {
    const prefix = toBytes(folder.endsWith('/') ? folder : `${folder}/`);
    const end = Buffer.from(prefix);
    end[end.length - 1] = 0x30; // the byte after the slash
    for (const row of this.#children.iterate(prefix, end)) yield entryOf(row);
  }

  /** Live entries directly in a folder. */
  *in(folder: string): Generator<FileEntry, void, undefined> {
    const start = toBytes(folder).length + 1;
    for (const entry of this.below(folder)) {
      if (!entry.pathBytes.subarray(start).includes(0x2f)) yield entry;
    }
  }

  /** Every name, live or deleted, in the order of their paths; `where` is a condition on the columns. */
  *all(where = '1 = 1'): Generator<FileEntry, void, undefined> {
    const statement = this.database.prepare(
      `SELECT ${COLUMNS} FROM entries WHERE ${where} ${IN_ORDER}`,
    );
    for (const row of statement.iterate()) yield entryOf(row);
  }

  byId(id: number): FileEntry | undefined {
    const row = this.#byId.get(id);
    return row === undefined ? undefined : entryOf(row);
  }

  byInode(volume: number, inode: string): readonly FileEntry[] {
    const statement = this.database.prepare(
      `SELECT ${COLUMNS} FROM entries WHERE volume = ? AND inode = ? ORDER BY id`,
    );
    return statement.all(volume, inode).map(entryOf);
  }

  runsOf({ id }: FileEntry): readonly ContentRun[] {
    return this.#runs.all(id).map((row) => {
      const { file_offset, image_offset, length } = runSchema.parse(row);
      return {
        fileOffset: file_offset,
        ...(image_offset === null ? {} : { imageOffset: image_offset }),
        length,
      };
    });
  }

  [Symbol.dispose](): void {
    this.database.close();
  }
}

const toBytes = (path: string | Uint8Array): Uint8Array =>
  typeof path === 'string' ? Buffer.from(path) : path;

function entryOf(row: unknown): FileEntry {
  const { path, target, resident, modified, accessed, changed, born, deleted, ...rest } =
    rowSchema.parse(row);
  const times = Object.entries({ modified, accessed, changed, born, deleted }).filter(
    ([, time]) => time !== null,
  );
  return {
    ...rest,
    path: Buffer.from(path).toString('utf8'),
    pathBytes: path,
    times: Object.fromEntries(times),
    ...(target === null ? {} : { target: Buffer.from(target).toString('utf8') }),
    resident: resident === 1,
  };
}
