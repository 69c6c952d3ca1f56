import { createServer } from 'node:http';
import { urlOf } from '../ebs/ebs-lab.ts';
import type { LabKey } from '../ebs/index.ts';
import { Ledger } from './ledger.ts';
import type { LedgerSnapshot } from './ledger.ts';
import { SnapshotDesk } from './snapshot-desk.ts';
import type {
  Fate,
  LabInstance,
  SnapshotCall,
  SnapshotFault,
  SnapshotLabOptions,
} from './types.ts';

export interface SnapshotLab {
  readonly url: string;
  /** The calls, oldest first. */
  calls(): readonly SnapshotCall[];
  /** All snapshots that there are, of all accounts and regions. */
  snapshots(): readonly LabSnapshotFacts[];
  setFates(fates: readonly Fate[]): void;
  /** Counts calls anew, and lets one of them go wrong. */
  setFault(fault: SnapshotFault): void;
  setKey(accessKey: string, key: LabKey): void;
  addInstance(instance: LabInstance): void;
  close(): Promise<void>;
}

export type LabSnapshotFacts = Pick<
  LedgerSnapshot,
  'id' | 'account' | 'region' | 'volume' | 'state' | 'kmsKey' | 'isCopy'
> & { readonly sharedWith: readonly string[]; readonly lock?: string };

/**
 * The EC2 operations on snapshots that no emulator has whole, on loopback, for any number of accounts and regions:
 * sets of snapshots that become complete after some looks or fail, sharing, copies between accounts and regions that
 * need both keys, locks, quotas. An account is an access key of twelve digits. It does not check signatures nor
 * policies; keys of KMS have no policy but the accounts that they are shared with.
 */
export async function startSnapshotLab(options: SnapshotLabOptions = {}): Promise<SnapshotLab> {
  const now = options.now ?? Date.now;
  const instances = [...(options.instances ?? [])];
  const keys = new Map(Object.entries(options.keys ?? {}));
  const ledger = new Ledger({
    shelf: options.shelf,
    looks: options.looks ?? 2,
    kmsKeys: options.kmsKeys ?? [],
    now,
  });
  const desk = new SnapshotDesk({
    ledger,
    instances,
    keys,
    now,
    quotas: options.quotas ?? { copies: 20, perVolume: 5 },
    pageSize: options.pageSize ?? 1_000,
  });
  const server = createServer((request, response) => void desk.answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: urlOf(server),
    calls: () => [...desk.calls],
    snapshots: () => ledger.all().map(factsOf),
    setFates: (fates) => {
      ledger.setFates(fates);
    },
    setFault: (fault) => {
      desk.setFault(fault);
    },
    setKey: (accessKey, key) => void keys.set(accessKey, key),
    addInstance: (instance) => void instances.push(instance),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function factsOf(snapshot: LedgerSnapshot): LabSnapshotFacts {
  const { id, account, region, volume, state, kmsKey, isCopy, sharedWith, lock } = snapshot;
  return {
    ...{ id, account, region, volume, state, kmsKey, isCopy, sharedWith: [...sharedWith] },
    ...(lock === undefined ? {} : { lock: lock.mode }),
  };
}
