import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEbsLab } from '@afo/aws-lab';
import type { EbsLab } from '@afo/aws-lab';
import type { EvidenceId } from '@afo/domain';
import { BLOCK_SIZE, evidenceId, isEntry } from '@afo/domain';
import { acquireDisk, CaseBook, runStep } from '@afo/pipeline';
import { CaseOnDisk, makeDisk, makeFolder, removeFolder, sha256sum } from './case-on-disk.ts';
import { HOME, labDisks } from './lab-disks.ts';

const MIB = 1024 * 1024;
const BYTES = 2 * 1024 * MIB;
const [FIRST, SECOND] = [evidenceId(1), evidenceId(2)];
const BEFORE = 'snap-0123456789abcdef0';
const NOW = 'snap-0123456789abcdef1';
/** Blocks that the second image has otherwise: data anew, data for zeros, zeros for data; in both segments. */
const CHANGED = { again: 3, fresh: 600, emptied: 2207 };

let folder: string;
let lab: EbsLab;
let onDisk: CaseOnDisk;

const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await makeFolder();
  await makeDisk(at('before.raw'), BYTES, [
    [0, 10 * MIB, 'noise'],
    [1100 * MIB, 8 * MIB, 'text'],
    [BYTES - 2 * MIB, 2 * MIB, 'noise'],
  ]);
  await copyFile(at('before.raw'), at('now.raw'));
  const file = await open(at('now.raw'), 'r+');
  for (const [block, value] of [
    [CHANGED.again, 0x41],
    [CHANGED.fresh, 0x42],
    [CHANGED.emptied, 0],
  ] as const)
    await file.write(Buffer.alloc(BLOCK_SIZE, value), 0, BLOCK_SIZE, block * BLOCK_SIZE);
  await file.close();
  onDisk = await CaseOnDisk.open(folder, [
    ['disk', `ebs:${BEFORE}`],
    ['disk', `ebs:${NOW}`],
  ]);
});
afterEach(async () => {
  await onDisk.close();
  await lab.close();
  await removeFolder(folder);
});

/** Two snapshots, of one volume or of two. */
async function labOf(second: string): Promise<void> {
  lab = await startEbsLab({
    snapshots: [
      { id: BEFORE, ...HOME, volume: 'vol-1', image: at('before.raw') },
      { id: NOW, ...HOME, volume: second, image: at('now.raw') },
    ],
  });
}

/** Says of the second item in the plan that it is acquired since the first. */
async function planSince(): Promise<void> {
  const { stack, caseId } = onDisk;
  const book = await CaseBook.open(stack.ports, caseId);
  const { plan } = book.state;
  if (plan === undefined) throw new Error('there is no plan');
  const since = { case: caseId, item: FIRST };
  const items = plan.items.map((one) =>
    one.item === SECOND ? { ...one, source: { ...one.source, since } } : one,
  );
  await book.append(() => [{ type: 'plan.made', body: { plan: { ...plan, items } } }]);
}

async function acquire(item: EvidenceId): Promise<void> {
  const { stack, caseId } = onDisk;
  await runStep({
    ports: { ...stack.ports, disks: labDisks(lab.url) },
    handlers: { 'acquire-disk': acquireDisk },
    task: { caseId, step: 'acquire-disk', key: `acquire-disk/${item}`, item, attempt: 1 },
    control: { signal: new AbortController().signal, progress: () => undefined },
  });
}

const blocksAsked = (from: number): readonly number[] =>
  lab
    .calls()
    .slice(from)
    .flatMap(({ block }) => (block === undefined ? [] : [block]));

describe('when a volume is acquired a second time since an item in the vault', () => {
  it('DSK-3 asks the API for the changed blocks alone, and comes to the digest of the volume', async () => {
    await labOf('vol-1');
    await planSince();
    await acquire(FIRST);
    const before = lab.calls().length;

    await acquire(SECOND);
    await onDisk.run('verify-evidence', SECOND);

    const { content, parents, source } = await onDisk.manifest(SECOND);
    expect(content).toEqual({ bytes: BYTES, sha256: await sha256sum(at('now.raw')) });
    expect(parents).toEqual([FIRST]);
    expect(blocksAsked(before).toSorted((a, b) => a - b)).toEqual([CHANGED.again, CHANGED.fresh]);
    expect(source.facts).toMatchObject({
      snapshot: NOW,
      'since.bytesFromSource': 2 * BLOCK_SIZE,
      'since.bytesFromItem': 20 * MIB - 2 * BLOCK_SIZE,
    });
    expect((await onDisk.last('evidence.verified'))?.body).toMatchObject({
      item: SECOND,
      result: 'match',
    });
  }, 240_000);

  it('fails where the two are not of one volume, and reads no block', async () => {
    await labOf('vol-2');
    await planSince();
    await acquire(FIRST);
    const before = lab.calls().length;

    await acquire(SECOND);

    expect(blocksAsked(before)).toEqual([]);
    const sealed = (await onDisk.entries()).filter((entry) => isEntry(entry, 'evidence.sealed'));
    expect(sealed.map(({ body }) => body.item)).toEqual([FIRST]);
    expect((await onDisk.last('step.failed'))?.body).toMatchObject({
      code: 'source.unsupported',
      final: true,
    });
  }, 120_000);
});
