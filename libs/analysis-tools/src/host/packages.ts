import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { posix } from 'node:path';
import { z } from 'zod';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { linesOf, textOfLine } from '../program/lines.ts';
import type { FileReader } from './file-reader.ts';
import type { PathResolver } from './path-resolver.ts';

const INFO = '/var/lib/dpkg/info';
const LARGEST = 256 * 2 ** 20;

const SCHEMA = `
  CREATE TABLE packaged (
    path TEXT PRIMARY KEY,
    package TEXT NOT NULL,
    md5 TEXT,
    conffile INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
`;

export interface PackageSources {
  readonly inventory: Inventory;
  readonly reader: FileReader;
  readonly resolver: PathResolver;
}

/**
 * Writes the table of packaged files from dpkg's own records: which path belongs to which package, the MD5 that it was
 * unpacked with, and whether it is a conffile. Paths are those of the disk: packages still say /bin/x where the disk
 * has /usr/bin/x, and a diverted file lies elsewhere.
 */
export async function indexPackages({
  inventory,
  reader,
  resolver,
}: PackageSources): Promise<void> {
  const { database } = inventory;
  database.exec(SCHEMA);
  const rows = new PackageRows(database, resolver, await diversions(inventory, reader));
  for (const entry of inventory.in(INFO)) {
    const { name, kind } = recordName(entry);
    if (kind === undefined) continue;
    for await (const { text } of linesOf(reader.chunks(entry, LARGEST), { tooLong: 'cut' })) {
      rows.add(kind, name, textOfLine(text));
    }
  }
  await addConffileDigests(rows, inventory, reader);
}

/** The digests of conffiles stand in the status file alone: ` /etc/x md5 [obsolete]` under `Conffiles:`. */
async function addConffileDigests(
  rows: PackageRows,
  inventory: Inventory,
  reader: FileReader,
): Promise<void> {
  const entry = inventory.at('/var/lib/dpkg/status');
  if (entry?.type !== 'file') return;
  let name = '';
  for await (const { text } of linesOf(reader.chunks(entry, LARGEST), { tooLong: 'cut' })) {
    const line = textOfLine(text);
    name = /^Package: (\S+)/.exec(line)?.[1] ?? name;
    const [, path, md5] = /^ (\/.+?) ([0-9a-f]{32})(?: obsolete)?$/.exec(line) ?? [];
    if (path !== undefined && md5 !== undefined) rows.addConffile(name, path, md5);
  }
}

const kinds = ['list', 'md5sums', 'conffiles'] as const;
type RecordKind = (typeof kinds)[number];

function recordName({ path }: FileEntry): {
  readonly name: string;
  readonly kind: RecordKind | undefined;
} {
  const extension = posix.extname(path);
  const kind = kinds.find((known) => `.${known}` === extension);
  return { name: posix.basename(path, extension).replace(/:[a-z0-9-]+$/, ''), kind };
}

class PackageRows {
  readonly #resolver: PathResolver;
  readonly #diverted: ReadonlyMap<string, Diversion>;
  readonly #statements: Readonly<Record<RecordKind, StatementSync>>;
  readonly #conffile: StatementSync;

  constructor(
    database: DatabaseSync,
    resolver: PathResolver,
    diverted: ReadonlyMap<string, Diversion>,
  ) {
    this.#resolver = resolver;
    this.#diverted = diverted;
    const upsert =
      'INSERT INTO packaged (path, package, md5, conffile) VALUES (?, ?, ?, ?) ON CONFLICT (path) DO';
    this.#statements = {
      list: database.prepare(`${upsert} NOTHING`),
      md5sums: database.prepare(
        `${upsert} UPDATE SET md5 = excluded.md5, package = excluded.package`,
      ),
      conffiles: database.prepare(`${upsert} UPDATE SET conffile = 1`),
    };
    this.#conffile = database.prepare(`${upsert} UPDATE SET md5 = excluded.md5, conffile = 1`);
  }

  add(kind: RecordKind, name: string, line: string): void {
    const [, md5, path] =
      kind === 'md5sums' ? (/^([0-9a-f]{32}) {2}(.+)$/.exec(line) ?? []) : [line, null, line];
    if (path === undefined || path === '' || path === '/.') return;
    const place = this.#resolver.real(this.#placeOf(name, posix.normalize(`/${path}`)));
    this.#statements[kind].run(place, name, md5 ?? null, Number(kind === 'conffiles'));
  }

  addConffile(name: string, path: string, md5: string): void {
    this.#conffile.run(this.#resolver.real(this.#placeOf(name, path)), name, md5, 1);
  }

  #placeOf(name: string, path: string): string {
    const diversion = this.#diverted.get(path);
    return diversion === undefined || diversion.by === name ? path : diversion.to;
  }
}

interface Diversion {
  readonly to: string;
  readonly by: string;
}

/** dpkg-divert(1): three lines each, the path, where it lies instead, and for whose sake. */
async function diversions(
  inventory: Inventory,
  reader: FileReader,
): Promise<ReadonlyMap<string, Diversion>> {
  const entry = inventory.at('/var/lib/dpkg/diversions');
  if (entry === undefined) return new Map();
  const lines = (await reader.read(entry, LARGEST)).toString('utf8').split('\n');
  const diverted = new Map<string, Diversion>();
  for (let index = 0; index + 2 < lines.length; index += 3) {
    const [from = '', to = '', by = ''] = lines.slice(index, index + 3);
    diverted.set(from, { to, by });
  }
  return diverted;
}

const ownerSchema = z.object({
  package: z.string(),
  md5: z.string().nullable(),
  conffile: z.number(),
});

export interface PackagedFile {
  readonly package: string;
  readonly md5?: string;
  readonly conffile: boolean;
}

/** Which manager's records say what belongs to the system: without any, "of no package" cannot be said of a file. */
export type PackageManager = 'dpkg' | 'unknown';

/** Answers to whom a file belongs. */
export class Packages {
  readonly manager: PackageManager;
  readonly #owner: StatementSync;

  constructor(inventory: Inventory) {
    this.#owner = inventory.database.prepare(
      'SELECT package, md5, conffile FROM packaged WHERE path = ?',
    );
    const any = inventory.database.prepare('SELECT 1 FROM packaged LIMIT 1').get();
    this.manager = any === undefined ? 'unknown' : 'dpkg';
  }

  ownerOf({ path }: Pick<FileEntry, 'path'>): PackagedFile | undefined {
    const row = this.#owner.get(path);
    if (row === undefined) return undefined;
    const { md5, conffile, ...owner } = ownerSchema.parse(row);
    return { ...owner, ...(md5 === null ? {} : { md5 }), conffile: conffile === 1 };
  }
}
