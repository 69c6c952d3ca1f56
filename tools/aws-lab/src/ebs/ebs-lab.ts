import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { CallBook } from './call-book.ts';
import { EbsDesk } from './ebs-desk.ts';
import { FaultBook } from './fault-book.ts';
import type { LabKey } from './principal.ts';
import { DOCUMENTED_QUOTAS, QuotaBook } from './quotas.ts';
import type { EbsQuotas } from './quotas.ts';
import { SnapshotShelf } from './snapshot-shelf.ts';
import { Tokens } from './tokens.ts';
import type { EbsCall, EbsFaultRule, LabSnapshot } from './types.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

export interface EbsLabOptions {
  readonly snapshots: readonly LabSnapshot[];
  /** Access keys that are not simply twelve digits of an account. */
  readonly keys?: Readonly<Record<string, LabKey>>;
  /** The documented ones unless given. */
  readonly quotas?: EbsQuotas;
  /** Life of a block token; seven days unless given. */
  readonly blockTokenMs?: number;
  readonly port?: number;
  readonly now?: () => number;
  readonly random?: () => number;
}

export interface EbsLab {
  readonly url: string;
  /** The last calls, oldest first. */
  calls(): readonly EbsCall[];
  setFaults(rules: readonly EbsFaultRule[]): void;
  setKey(accessKey: string, key: LabKey): void;
  addSnapshot(snapshot: LabSnapshot): Promise<void>;
  removeSnapshot(region: string, id: string): void;
  close(): Promise<void>;
}

/**
 * The reading half of the EBS direct API on loopback, from raw disk images: ListSnapshotBlocks, ListChangedBlocks and
 * GetSnapshotBlock with pages, tokens, checksums, quotas and errors as AWS documents them (EBS direct APIs reference).
 * It does not check signatures nor policies, and knows no encryption: what those do is not proven by it.
 */
export async function startEbsLab(options: EbsLabOptions): Promise<EbsLab> {
  const shelf = new SnapshotShelf();
  for (const snapshot of options.snapshots) await shelf.add(snapshot);
  const now = options.now ?? (() => Date.now());
  const keys = new Map(Object.entries(options.keys ?? {}));
  const faults = new FaultBook(options.random ?? Math.random);
  const calls = new CallBook();
  const desk = new EbsDesk({
    shelf,
    keys,
    faults,
    calls,
    now,
    quotas: new QuotaBook(options.quotas ?? DOCUMENTED_QUOTAS, now),
    tokens: new Tokens(randomBytes(16).toString('hex')),
    blockTokenMs: options.blockTokenMs ?? WEEK_MS,
  });
  const server = createServer((request, response) => void desk.answer(request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: urlOf(server),
    calls: () => calls.list(),
    setFaults: (rules) => {
      faults.set(rules);
    },
    setKey: (accessKey, key) => void keys.set(accessKey, key),
    addSnapshot: (snapshot) => shelf.add(snapshot),
    removeSnapshot: (region, id) => {
      shelf.remove(region, id);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await shelf.close();
    },
  };
}

/** Where a server on loopback listens. */
export function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the lab has no port');
  return `http://127.0.0.1:${String(address.port)}`;
}
