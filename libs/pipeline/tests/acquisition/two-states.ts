import { expect } from 'vitest';
import { memoryPorts, SnapshotSource } from '@afo/conformance/memory';
import type { MemoryPorts, SnapshotOptions } from '@afo/conformance/memory';
import type { BlockRange, CaseId, EarlierItem, Entry, Manifest, Source } from '@afo/domain';
import { BLOCK_SIZE, evidenceId, isEntry } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import { PortError } from '@afo/ports';
import { acquireDisk } from '../../src/acquisition/acquire-disk.ts';
import { CaseBook } from '../../src/case/case-book.ts';
import { openCase } from '../../src/case/open-case.ts';
import { readManifest } from '../../src/evidence/read-manifest.ts';
import { runStep } from '../../src/step/run-step.ts';
import { makeDisk } from './disks.ts';
import type { TestDisk } from './disks.ts';
import { failureIn } from './stand.ts';

const KINDS = ['text', 'absent', 'noise', 'zeros', 'text', 'noise', 'absent', 'text'] as const;
export const LAST_BYTES = 1234;
export const [FIRST, SECOND] = [evidenceId(1), evidenceId(2)];
const CHANGED: readonly BlockRange[] = [
  [1, 1],
  [4, 2],
];

export const before = makeDisk(KINDS, LAST_BYTES);
export const now = ((): TestDisk => {
  const disk = Uint8Array.from(before.disk);
  for (const block of [1, 4]) disk.fill(0x40 + block, block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE);
  disk.fill(0, 5 * BLOCK_SIZE, 6 * BLOCK_SIZE);
  return { disk, absent: new Set([5, 6]) };
})();

export interface Options {
  readonly earlier?: Partial<SnapshotOptions>;
  readonly later?: Partial<SnapshotOptions>;
  readonly changes?: readonly BlockRange[];
  /** The error of a source that cannot compare the two; `none`: a stack that cannot compare at all. */
  readonly refuses?: PortError | 'none';
}

/** A vault in which a case holds the disk as it was, and sources that give it as it is now. */
export class Stage {
  readonly ports: MemoryPorts;
  readonly first: CaseId;
  readonly reads: number[];

  constructor(ports: MemoryPorts, first: CaseId, reads: number[]) {
    this.ports = ports;
    this.first = first;
    this.reads = reads;
  }

  static async set({ earlier, later, changes = CHANGED, refuses }: Options = {}): Promise<Stage> {
    const reads: number[] = [];
    const open = (source: Source): SnapshotSource => {
      if (source.uris[0]?.endsWith('disk-1') === true)
        return snapshot(before, { id: 'snap-00000001', ...earlier });
      const beforeRead = (block: number): void => {
        reads.push(block);
      };
      return snapshot(now, { id: 'snap-00000002', ...later, faults: { beforeRead } });
    };
    async function* listed(
      _source: Source,
      since: Readonly<Record<string, unknown>>,
    ): AsyncGenerator<BlockRange> {
      await Promise.resolve();
      if (refuses instanceof PortError) throw refuses;
      expect(since).toMatchObject({ format: 'ebs-snapshot', snapshot: 'snap-00000001' });
      yield* changes;
    }
    const ports: MemoryPorts = {
      ...memoryPorts(),
      disks: {
        open: (source) => Promise.resolve(open(source)),
        ...(refuses === 'none' ? {} : { changes: listed }),
      },
    };
    return new Stage(ports, await newCase(ports, 'web-01'), reads);
  }

  async acquire(item: EarlierItem, attempt = 1): Promise<void> {
    const { case: caseId, item: id } = item;
    const task = { caseId, step: 'acquire-disk', key: `acquire-disk/${id}`, item: id, attempt };
    const control = { signal: new AbortController().signal, progress: () => undefined };
    await runStep({ ports: this.ports, handlers: { 'acquire-disk': acquireDisk }, task, control });
  }

  /** The second item of the case, since the first of it. */
  async again(since: EarlierItem = { case: this.first, item: FIRST }): Promise<void> {
    await plan(this.ports, this.first, since);
    await this.acquire({ case: this.first, item: SECOND });
  }

  async entries(caseId = this.first): Promise<readonly Entry[]> {
    const all: Entry[] = [];
    for await (const { entry } of this.ports.log.read(caseId)) all.push(entry);
    return all;
  }

  async manifest(caseId = this.first, item = SECOND): Promise<Manifest> {
    const entries = (await this.entries(caseId)).filter((entry) =>
      isEntry(entry, 'evidence.sealed'),
    );
    const sealed = entries.find(({ body }) => body.item === item);
    if (sealed === undefined) throw new Error(`${item} is not sealed`);
    return (await readManifest(this.ports.vault, sealed.body)).manifest;
  }

  /** Fails the second acquisition, and shows that nothing of it was sealed and nothing read from the disk. */
  async refusal(since?: EarlierItem): Promise<unknown> {
    await this.again(since);
    expect(this.reads).toEqual([]);
    await expect(this.manifest()).rejects.toThrow('not sealed');
    return failureIn(await this.entries());
  }
}

export const snapshot = ({ disk, absent }: TestDisk, options: Partial<SnapshotOptions>) =>
  new SnapshotSource({ disk, absent: (block) => absent.has(block), ...options });

export async function newCase(ports: MemoryPorts, host: string): Promise<CaseId> {
  return await openCase(ports, {
    title: 'a case',
    subject: { kind: 'host', id: host },
    origin: 'command',
    reason: 'a test',
    sources: [],
  });
}

export async function plan(ports: MemoryPorts, caseId: CaseId, since: EarlierItem): Promise<void> {
  const { items, ...rest } = samplePlan(['disk', 'disk']);
  const planned = items.map((one) =>
    one.item === SECOND ? { ...one, source: { ...one.source, since } } : one,
  );
  const book = await CaseBook.open(ports, caseId);
  await book.append(() => [{ type: 'plan.made', body: { plan: { ...rest, items: planned } } }]);
}

export async function withFirst(options: Options = {}): Promise<Stage> {
  const stage = await Stage.set(options);
  await plan(stage.ports, stage.first, { case: stage.first, item: FIRST });
  await stage.acquire({ case: stage.first, item: FIRST });
  return stage;
}

/** Other bytes from the vault, of the objects of the first item whose keys hold `name`. */
export function tamper(stage: Stage, name: string, at: (bytes: number) => number): void {
  const read = stage.ports.vault.read.bind(stage.ports.vault);
  stage.ports.vault.read = async function* (key, range) {
    if (!key.includes(`/${FIRST}/`) || !key.includes(name)) {
      yield* read(key, range);
      return;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of read(key)) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    const place = at(whole.byteLength);
    whole[place] = (whole[place] ?? 0) ^ 1;
    yield whole.subarray(range?.start, range?.end);
  };
}
