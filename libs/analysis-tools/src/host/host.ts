import type { AnalysisRequest } from '@afo/ports';
import { epochOf } from '@afo/domain';
import { z } from 'zod';
import type { FileEntry } from '../inventory/file-entry.ts';
import { Inventory } from '../inventory/inventory.ts';
import { accountsOf } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { FileReader } from './file-reader.ts';
import { firstBootOf } from './first-boot.ts';
import { Packages } from './packages.ts';
import { PathResolver } from './path-resolver.ts';
import { hostZone } from './time-zone.ts';
import type { HostZone } from './time-zone.ts';

const contentSchema = z.object({
  kind: z.string(),
  md5: z.string().nullable(),
  sha256: z.string().nullable(),
});

export interface ContentFacts {
  readonly kind: string;
  readonly md5?: string;
  readonly sha256?: string;
}

/** Opens the host that `prepareHost` has made the database of. */
export async function openHost(request: AnalysisRequest, database: string): Promise<Host> {
  const { copy, tools, signal } = request;
  const inventory = new Inventory(database);
  const reader = new FileReader({ image: copy.path, inventory, tools, signal });
  return new Host({
    inventory,
    reader,
    resolver: new PathResolver(inventory),
    packages: new Packages(inventory),
    accounts: await accountsOf(inventory, reader),
    zone: await hostZone(inventory, reader),
    seizedAt: epochOf(copy.manifest.acquired.startedAt) / 1000,
  });
}

/** The host on the disk, as the tools see it. Everything in it is hostile. */
export class Host implements Disposable {
  readonly inventory: Inventory;
  readonly reader: FileReader;
  readonly resolver: PathResolver;
  readonly packages: Packages;
  readonly accounts: Accounts | undefined;
  readonly zone: HostZone;
  /** Seconds since 1970. */
  readonly firstBoot: number | undefined;
  /** Seconds since 1970: nothing on the disk can be younger. */
  readonly seizedAt: number;

  constructor(parts: HostParts) {
    this.inventory = parts.inventory;
    this.reader = parts.reader;
    this.resolver = parts.resolver;
    this.packages = parts.packages;
    this.accounts = parts.accounts;
    this.zone = parts.zone;
    this.firstBoot = firstBootOf(parts.inventory);
    this.seizedAt = parts.seizedAt;
  }

  contentOf({ volume, inode }: FileEntry): ContentFacts | undefined {
    const row = this.inventory.database
      .prepare('SELECT kind, md5, sha256 FROM contents WHERE volume = ? AND inode = ?')
      .get(volume, inode);
    if (row === undefined) return undefined;
    const { kind, md5, sha256 } = contentSchema.parse(row);
    return { kind, ...(md5 === null ? {} : { md5 }), ...(sha256 === null ? {} : { sha256 }) };
  }

  /** True when a package installed the file and its content is still what the package brought. */
  isAsPackaged(entry: FileEntry): boolean {
    const md5 = this.packages.ownerOf(entry)?.md5;
    return md5 !== undefined && md5 === this.contentOf(entry)?.md5;
  }

  [Symbol.dispose](): void {
    this.reader[Symbol.dispose]();
    this.inventory[Symbol.dispose]();
  }
}

export interface HostParts {
  readonly inventory: Inventory;
  readonly reader: FileReader;
  readonly resolver: PathResolver;
  readonly packages: Packages;
  readonly accounts: Accounts | undefined;
  readonly zone: HostZone;
  readonly seizedAt: number;
}
