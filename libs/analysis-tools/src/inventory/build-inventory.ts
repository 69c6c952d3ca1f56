import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ToolCommand, ToolRunner } from '@afo/ports';
import { AnalysisError } from '../errors.ts';
import { linesOf } from '../program/lines.ts';
import { outputOf } from '../program/output.ts';
import { addIndexes, createDatabase } from './database.ts';
import type { WalkedFile } from './fiwalk-file-object.ts';
import { readFiwalk } from './fiwalk-xml.ts';
import type { WalkedVolume } from './fiwalk-xml.ts';
import { asListed, parseFlsLine } from './fls-lines.ts';

const SECTOR = 512;
const LIMITS = { seconds: 3600, memoryBytes: 2 * 2 ** 30, outputBytes: 64 * 2 ** 30 };

export interface InventoryRequest {
  /** Path of the raw image. */
  readonly image: string;
  /** Where the database is to be; must not exist. */
  readonly database: string;
  readonly tools: ToolRunner;
  readonly signal: AbortSignal;
}

/**
 * Lists every name of every file system of the image into a database. Two programs walk: fiwalk gives names without
 * loss and the place of every byte, but calls a deleted name live when its inode is in use again; fls knows that
 * (F-71). Where the two do not agree on what there is, the inventory says so.
 */
export async function buildInventory(request: InventoryRequest): Promise<void> {
  const database = createDatabase(request.database);
  try {
    database.exec('BEGIN');
    const volumes = await walk(request, database);
    database.exec('CREATE INDEX entries_by_listed ON entries (volume, listed, state, id)');
    for (const volume of volumes) await judge(request, database, volume);
    noteDepth(database);
    addIndexes(database);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

const commandOf = (image: string, program: string, words: readonly string[]): ToolCommand => ({
  program,
  arguments: [...words, image],
  readable: [image],
  limits: LIMITS,
});

async function walk(
  request: InventoryRequest,
  database: DatabaseSync,
): Promise<readonly WalkedVolume[]> {
  const command = commandOf(request.image, 'fiwalk', ['-g', '-z', '-x']);
  const ending = { exitCode: 0 };
  const output = outputOf({
    ...request,
    command,
    accept: ({ exitCode }) => exitCode <= 1,
    onEnd: ({ exitCode }) => {
      ending.exitCode = exitCode;
    },
  });
  const rows = new EntryRows(database);
  const volumes: WalkedVolume[] = [];
  for await (const item of readFiwalk(output)) {
    if (item.kind === 'file') rows.add(item.volume, item.file);
    else {
      volumes.push(item.volume);
      rows.addVolume(item.volume);
    }
  }
  if (volumes.length === 0) {
    throw new AnalysisError(
      'analysis.no-file-system',
      'the Sleuth Kit finds no file system in the image',
    );
  }
  if (ending.exitCode !== 0)
    note(
      database,
      'fiwalk could not read one of the file systems to its end; the listing has gaps.',
    );
  return volumes;
}

class EntryRows {
  readonly #entry: StatementSync;
  readonly #run: StatementSync;
  readonly #volume: StatementSync;
  #count = 0;

  constructor(database: DatabaseSync) {
    this.#entry = database.prepare(
      `INSERT INTO entries VALUES (?, ?, ?, ?, 'walked', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#run = database.prepare('INSERT INTO runs VALUES (?, ?, ?, ?)');
    this.#volume = database.prepare('INSERT INTO volumes VALUES (?, ?, ?, NULL)');
  }

  addVolume({ offset, fileSystem, blockSize }: WalkedVolume): void {
    this.#volume.run(offset, fileSystem, blockSize);
  }

  add(volume: number, file: WalkedFile): void {
    if (isDot(file.path)) return;
    this.#count += 1;
    const { modified, accessed, changed, born, deleted } = file.times;
    this.#entry.run(
      ...[this.#count, volume, file.inode, Buffer.concat([SLASH, file.path]), file.type, file.mode],
      ...[file.links, file.uid, file.gid, file.size],
      ...[modified, accessed, changed, born, deleted].map((time) => time ?? null),
      ...[
        file.target ?? null,
        Number(file.resident),
        keyOf(file.inode, file.path.toString('latin1')),
      ],
    );
    for (const { fileOffset, imageOffset, length } of file.runs) {
      this.#run.run(this.#count, fileOffset, imageOffset ?? null, length);
    }
  }
}

const SLASH = Buffer.from('/');

/** fiwalk lists the entries `.` and `..` of every folder, fls does not. */
function isDot(path: Buffer): boolean {
  const name = path.subarray(path.lastIndexOf(0x2f) + 1);
  return name.equals(Buffer.from('.')) || name.equals(Buffer.from('..'));
}

/** What both programs say of a name, as a number that the database can look up quickly. */
const keyOf = (inode: string, path: string): number =>
  createHash('sha256')
    .update(`${inode}:${asListed(path)}`, 'latin1')
    .digest()
    .readUIntBE(0, 6);

/** Lets fls say of each name whether it is live, and counts what only one of the two has seen. */
async function judge(
  request: InventoryRequest,
  database: DatabaseSync,
  volume: WalkedVolume,
): Promise<void> {
  const words = ['-r', '-p', '-o', String(volume.offset / SECTOR)];
  const command = commandOf(request.image, 'fls', words);
  const update = database.prepare(
    `UPDATE entries SET state = ? WHERE id = (SELECT min(id) FROM entries WHERE volume = ? AND listed = ? AND state = 'walked')`,
  );
  let unknown = 0;
  for await (const line of linesOf(outputOf({ ...request, command }))) {
    const { state, inode, path } = parseFlsLine(line);
    const { changes } = update.run(state, volume.offset, keyOf(inode, path));
    if (changes === 0) unknown += 1;
  }
  const left = database
    .prepare(`UPDATE entries SET state = 'deleted' WHERE volume = ? AND state = 'walked'`)
    .run(volume.offset).changes;
  noteDisagreement(database, { volume, unknown, left: Number(left) });
}

interface Disagreement {
  readonly volume: WalkedVolume;
  readonly unknown: number;
  readonly left: number;
}

function noteDisagreement(database: DatabaseSync, { volume, unknown, left }: Disagreement): void {
  if (unknown === 0 && left === 0) return;
  const where = `the file system at byte ${volume.offset}`;
  note(
    database,
    `fls and fiwalk do not list the same names in ${where}: ${unknown} only in fls, ${left} only in fiwalk; the latter are treated as deleted.`,
  );
}

/** Where the Sleuth Kit turns back without a word (its own limits are 128 folders and a path of 4,096 bytes). */
const DEEPEST = 128;
const LONGEST_PATH = 4096 - 256;

function noteDepth(database: DatabaseSync): void {
  const rows = database.prepare(
    `SELECT path FROM entries WHERE type = 'folder' AND length(path) > ?`,
  );
  let deep = 0;
  for (const { path } of rows.iterate(2 * DEEPEST)) {
    if (!(path instanceof Uint8Array)) continue;
    const depth = path.reduce((slashes, byte) => slashes + Number(byte === 0x2f), 0);
    if (depth > DEEPEST || path.length > LONGEST_PATH) deep += 1;
  }
  if (deep === 0) return;
  note(
    database,
    `${deep} folders lie so deep that the Sleuth Kit does not look into them: what is in them is not listed.`,
  );
}

function note(database: DatabaseSync, sentence: string): void {
  database.prepare('INSERT INTO notes (sentence) VALUES (?)').run(sentence);
}
