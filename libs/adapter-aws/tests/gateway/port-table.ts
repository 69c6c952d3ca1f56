import type { Ports, RejectedEvents } from '@afo/ports';

/** Where it is shown what a method does while its service fails. */
export type Coverage =
  /** In a row of port-rows.ts, under every kind of fault. */
  | 'rows'
  /** In another file of the workspace. */
  | { readonly in: string }
  /** Nowhere, and why that hides nothing. */
  | { readonly not: string };

type AllPorts = Required<Omit<Ports, 'stack' | 'actor'>> & { readonly rejected: RejectedEvents };

type Methods<Port> = {
  [Name in keyof Port]-?: NonNullable<Port[Name]> extends (...given: never[]) => unknown
    ? Name
    : never;
}[keyof Port] &
  string;

/** A port of this machine asks no service of AWS. */
export const MACHINE = 'machine';

/** Every method of every port: one that is added to a port and not here does not compile. */
export type PortTable = {
  readonly [Name in keyof AllPorts]:
    typeof MACHINE | Readonly<Record<Methods<AllPorts[Name]>, Coverage>>;
};

const HOST = { in: 'tools/aws-demo/tests/faults/host.test.ts' } as const;
const RESUMED = { in: 'libs/adapter-aws/tests/snapshots-resume.test.ts' } as const;
const CLOSES = { not: 'ends connections, and asks nothing' } as const;

export const PORT_TABLE: PortTable = {
  clock: MACHINE,
  caseIds: MACHINE,
  codec: MACHINE,
  images: MACHINE,
  memories: MACHINE,
  logs: MACHINE,
  tools: MACHINE,
  timestamps: { stamp: { in: 'libs/adapter-local/src/timestamp/http-authority.test.ts' } },
  log: {
    append: 'rows',
    read: 'rows',
    list: 'rows',
    changed: { not: 'it only hurries a look at the log that comes anyway' },
    keepCheckpoint: 'rows',
    checkpoints: 'rows',
    rebuild: 'rows',
    close: CLOSES,
  },
  signer: { publicKey: { not: 'known from the start, which has a row' }, sign: 'rows' },
  vault: {
    create: 'rows',
    head: 'rows',
    read: 'rows',
    inventory: 'rows',
    protect: 'rows',
    retention: 'rows',
    dispose: { in: 'libs/conformance/src/evidence-vault.ts' },
    sweep: { not: 'it clears uploads that nobody ended; what it leaves is found the next time' },
    free: { not: 'S3 has no end, and is not asked' },
  },
  notifier: { notify: 'rows' },
  findings: { write: 'rows' },
  tagSetters: { setterOf: 'rows' },
  starter: { start: 'rows', look: 'rows' },
  whoami: { identify: 'rows' },
  tokens: { keep: 'rows', wake: 'rows', heartbeat: 'rows' },
  rejected: { keep: 'rows', list: 'rows', read: 'rows', settle: 'rows' },
  host: {
    inventory: HOST,
    sources: HOST,
    preflight: HOST,
    changes: HOST,
    restorations: HOST,
    prove: HOST,
  },
  handover: { ready: RESUMED, cleanUp: RESUMED },
  disks: {
    open: { in: 'libs/adapter-aws/tests/ebs-faults.test.ts' },
    changes: { in: 'libs/adapter-aws/tests/ebs-faults.test.ts' },
  },
};

/** What is asked apart from ports: at the start of a program, and of other accounts. */
export const BESIDES = ['sessions.provider', 'start.identity', 'start.secret', 'start.stores'];
