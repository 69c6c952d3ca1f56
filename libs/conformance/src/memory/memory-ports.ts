import { generateKeyPairSync, sign } from 'node:crypto';
import { vkeyOf } from '@afo/custody';
import type { CaseId, Instant, Source, Technique } from '@afo/domain';
import { caseIdSchema, epochOf, instantOf } from '@afo/domain';
import { PortError } from '@afo/ports';
import type {
  CheckpointSigner,
  Clock,
  HostControl,
  InventoryRecord,
  NotificationOutcome,
  Ports,
} from '@afo/ports';
import { MemoryCaseLog } from './memory-case-log.ts';
import { memoryCodec } from './memory-codec.ts';
import { MemoryVault } from './memory-vault.ts';

/** A clock that stands still until it is told to go on. */
export class TestClock implements Clock {
  #now = Date.parse('2026-11-24T03:00:00.000Z');

  now(): Instant {
    return instantOf(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** A signer with a key of this process only. */
export function memorySigner(keyName = 'test.afo.example/checkpoints'): CheckpointSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    keyName,
    publicKey: () => Promise.resolve(vkeyOf(keyName, publicKey)),
    sign: (text) => Promise.resolve(sign(null, text, privateKey)),
  };
}

export interface MemoryPorts extends Ports {
  readonly clock: TestClock;
  readonly log: MemoryCaseLog;
  readonly vault: MemoryVault;
  /** What was told to people. */
  readonly messages: readonly string[];
}

export interface MemoryOptions {
  readonly inventory?: readonly InventoryRecord[];
  readonly sources?: readonly Source[];
  readonly techniques?: readonly Technique[];
  /** Control of a host that a test brings. */
  readonly host?: Partial<HostControl>;
}

const NOT_HERE: readonly Technique[] = ['preserve', 'snapshot', 'contain', 'prove'].map(
  (technique) => ({
    technique,
    possible: false,
    reason: 'not available on this stack',
  }),
);

/** A whole stack in memory: what a use case needs in a test, and nothing that touches the machine. */
export function memoryPorts(options: MemoryOptions = {}): MemoryPorts {
  const clock = new TestClock();
  const messages: string[] = [];
  const delivered: NotificationOutcome = { channel: 'memory', to: 'test', outcome: 'delivered' };
  const absent = () =>
    Promise.reject(
      new PortError('source.unsupported', 'the memory stack has no disks and no tools'),
    );
  return {
    stack: 'local',
    actor: { kind: 'service', name: 'test', version: '0.1.0' },
    clock,
    caseIds: { next: caseIds() },
    log: new MemoryCaseLog(),
    signer: memorySigner(),
    vault: new MemoryVault(),
    disks: { open: absent },
    memories: { open: absent },
    logs: { open: absent },
    codec: memoryCodec(),
    images: { create: absent, digest: absent, remove: absent },
    host: {
      inventory: () => Promise.resolve(options.inventory ?? []),
      sources: () => Promise.resolve(options.sources ?? []),
      preflight: () => Promise.resolve(options.techniques ?? NOT_HERE),
      changes: () => Promise.resolve([]),
      restorations: () => Promise.resolve([]),
      prove: () => Promise.resolve({ proven: false, reason: 'a test proves nothing', records: [] }),
      ...options.host,
    },
    tools: { identify: absent, run: absent },
    notifier: {
      notify: ({ text }) => {
        messages.push(text);
        return Promise.resolve([delivered]);
      },
    },
    messages,
  };
}

function caseIds(): (at: Instant) => CaseId {
  let count = 0;
  return (at) => {
    count += 1;
    const time = epochOf(at).toString(16).padStart(12, '0');
    return caseIdSchema.parse(
      `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count.toString(16).padStart(12, '0')}`,
    );
  };
}
