import { createHash } from 'node:crypto';
import { memoryPorts, SnapshotSource } from '@afo/conformance/memory';
import type { MemoryPorts, SnapshotOptions } from '@afo/conformance/memory';
import type { Entry, Manifest, Source, SourceFacts } from '@afo/domain';
import { evidenceId, isEntry } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import type { ContentSource, ContentSources } from '@afo/ports';
import { acquireDisk } from '../../src/acquisition/acquire-disk.ts';
import { acquireLog } from '../../src/acquisition/acquire-log.ts';
import { acquireMemory } from '../../src/acquisition/acquire-memory.ts';
import { CaseBook } from '../../src/case/case-book.ts';
import { openCase } from '../../src/case/open-case.ts';
import { readManifest } from '../../src/evidence/read-manifest.ts';
import { verifyEvidence } from '../../src/evidence/verify-evidence.ts';
import { runStep } from '../../src/step/run-step.ts';
import { makeDisk } from './disks.ts';

export const ITEM = evidenceId(1);
const handlers = {
  'acquire-disk': acquireDisk,
  'acquire-memory': acquireMemory,
  'acquire-log': acquireLog,
  'verify-evidence': verifyEvidence,
};

export interface Stand {
  readonly ports: MemoryPorts;
  readonly run: (step: keyof typeof handlers, attempt?: number) => Promise<void>;
  readonly entries: () => Promise<readonly Entry[]>;
  readonly manifest: () => Promise<Manifest>;
}

/** A case whose plan has one item, of a source that the test makes anew for each attempt. */
export async function stand(
  kind: 'disk' | 'memory' | 'log',
  open: (attempt: number, source: Source) => ContentSource,
  more: Partial<Pick<MemoryPorts, 'handover'>> = {},
): Promise<Stand> {
  const base = memoryPorts();
  let attempt = 0;
  const sources: ContentSources = {
    open: (source) => {
      attempt += 1;
      return new Promise((resolve) => {
        resolve(open(attempt, source));
      });
    },
  };
  const ports: MemoryPorts = { ...base, disks: sources, memories: sources, logs: sources, ...more };
  const caseId = await openCase(ports, {
    title: 'a case',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'a test',
    sources: [],
  });
  const book = await CaseBook.open(ports, caseId);
  await book.append(() => [{ type: 'plan.made', body: { plan: samplePlan([kind]) } }]);
  const entries = async (): Promise<readonly Entry[]> => {
    const all: Entry[] = [];
    for await (const { entry } of ports.log.read(caseId)) all.push(entry);
    return all;
  };
  return {
    ports,
    entries,
    run: async (step, number = 1) => {
      const task = { caseId, step, key: `${step}/${ITEM}`, item: ITEM, attempt: number };
      const control = { signal: new AbortController().signal, progress: () => undefined };
      await runStep({ ports, handlers, task, control });
    },
    manifest: async () => {
      const sealed = (await entries()).find((entry) => isEntry(entry, 'evidence.sealed'));
      if (sealed === undefined) throw new Error('nothing is sealed');
      return (await readManifest(ports.vault, sealed.body)).manifest;
    },
  };
}

export const DISK = makeDisk(['text', 'absent', 'noise', 'zeros', 'text'], 1234);
export const source = (options: Partial<SnapshotOptions> = {}): SnapshotSource =>
  new SnapshotSource({ disk: DISK.disk, absent: (block) => DISK.absent.has(block), ...options });

/** A source that says more of itself. */
export function described(
  facts: Partial<SourceFacts>,
  options: Partial<SnapshotOptions> = {},
): ContentSource {
  const inner = source(options);
  return {
    describe: async () => ({ ...(await inner.describe()), ...facts }),
    runs: (from) => inner.runs(from),
    read: (first, into) => inner.read(first, into),
    confirm: () => inner.confirm(),
    close: () => inner.close(),
  };
}

export const digest = (algorithm: string, bytes: Uint8Array = DISK.disk): string =>
  createHash(algorithm).update(bytes).digest('hex');

export const typesOf = (entries: readonly Entry[]): readonly string[] =>
  entries
    .map(({ type }) => type)
    .filter((type) => type !== 'checkpoint.signed' && type !== 'notification.sent')
    .slice(2);

export const failureIn = (entries: readonly Entry[]): unknown =>
  entries.findLast((entry) => isEntry(entry, 'step.failed'))?.body;
