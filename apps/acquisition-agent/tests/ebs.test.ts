import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEbsLab } from '@afo/aws-lab';
import type { EbsCall, EbsLab } from '@afo/aws-lab';
import { BLOCK_SIZE, evidenceId, isEntry, segmentRange } from '@afo/domain';
import { acquireDisk, runStep } from '@afo/pipeline';
import { CaseOnDisk, makeDisk, makeFolder, removeFolder, sha256sum } from './case-on-disk.ts';
import { HOME, labDisks } from './lab-disks.ts';

const PROGRAM = fileURLToPath(new URL('processes/acquire.ts', import.meta.url));
const MIB = 1024 * 1024;
const BYTES = 2 * 1024 * MIB;
const SNAPSHOT = 'snap-0123456789abcdef0';

let folder: string;
let lab: EbsLab;
let onDisk: CaseOnDisk | undefined;

const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await makeFolder();
  await makeDisk(at('volume.raw'), BYTES, [
    [0, 30 * MIB, 'noise'],
    [1100 * MIB, 20 * MIB + 77, 'text'],
    [BYTES - 5 * MIB, 5 * MIB, 'noise'],
  ]);
  lab = await startEbsLab({ snapshots: [{ id: SNAPSHOT, ...HOME, image: at('volume.raw') }] });
});
afterEach(async () => {
  await onDisk?.close();
  onDisk = undefined;
  await lab.close();
  await removeFolder(folder);
});

async function planned(...uris: readonly string[]): Promise<CaseOnDisk> {
  onDisk = await CaseOnDisk.open(
    folder,
    uris.map((uri) => ['disk', uri] as const),
  );
  return onDisk;
}

const blocksOf = (calls: readonly EbsCall[]): readonly number[] =>
  calls.flatMap(({ block, status }) => (block === undefined || status !== 200 ? [] : [block]));

/** Runs the acquisition in a process of its own, killed as soon as the lab has served what is said. */
async function acquire(
  { home, caseId }: CaseOnDisk,
  killAt?: (served: readonly number[]) => boolean,
): Promise<'ended' | 'killed'> {
  const child = spawn(
    process.execPath,
    ['--conditions=@afo/source', PROGRAM, home, caseId, lab.url],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const timer = setInterval(() => {
    if (killAt?.(blocksOf(lab.calls())) === true) child.kill('SIGKILL');
  }, 2);
  await once(child, 'close');
  clearInterval(timer);
  return child.signalCode === 'SIGKILL' ? 'killed' : 'ended';
}

/** Acquires an item in this process. */
async function acquireHere({ stack, caseId }: CaseOnDisk, n: number): Promise<void> {
  const item = evidenceId(n);
  await runStep({
    ports: { ...stack.ports, disks: labDisks(lab.url) },
    handlers: { 'acquire-disk': acquireDisk },
    task: { caseId, step: 'acquire-disk', key: `acquire-disk/${item}`, item, attempt: 1 },
    control: { signal: new AbortController().signal, progress: () => undefined },
  });
}

describe('when the agent reads a snapshot, is killed, and the API fails in every way', () => {
  it('DSK-2 goes on behind the last sealed segment, and comes to the digest of the volume', async () => {
    const disk = await planned(`ebs:${HOME.region}:${SNAPSHOT}`);
    const on = 'GetSnapshotBlock';
    lab.setFaults([
      { on, kind: 'throttle', probability: 0.06 },
      { on, kind: 'internal-error', probability: 0.04 },
      { on, kind: 'wrong-data', probability: 0.04 },
      { on, kind: 'wrong-checksum', probability: 0.04 },
      { on, kind: 'cut-body', probability: 0.04 },
      { on, kind: 'expired-block-token', times: 2 },
    ]);
    const second = segmentRange(BYTES, 1)?.[0] ?? NaN;

    expect(await acquire(disk, (served) => served.length >= 20)).toBe('killed');
    expect(await acquire(disk, (served) => served.some((block) => block >= second))).toBe('killed');
    const before = lab.calls().length;
    expect(await acquire(disk)).toBe('ended');
    await disk.run('verify-evidence');

    const { content, completeness } = await disk.manifest();
    expect(content).toEqual({ bytes: BYTES, sha256: await sha256sum(at('volume.raw')) });
    expect(completeness.missing).toEqual([]);
    const again = blocksOf(lab.calls().slice(before));
    expect(again.length).toBeGreaterThan(0);
    expect(Math.min(...again)).toBeGreaterThanOrEqual(second);
    expect((await disk.last('evidence.verified'))?.body).toMatchObject({ result: 'match' });
    expect(lab.calls().filter(({ outcome }) => outcome !== 'ok').length).toBeGreaterThan(5);
  }, 120_000);

  it('enters a block as missing whose bytes never match, and never passes them as evidence', async () => {
    const disk = await planned(`ebs:${SNAPSHOT}`);
    lab.setFaults([{ on: 'GetSnapshotBlock', kind: 'wrong-data', blocks: [5] }]);

    await acquireHere(disk, 1);

    const { completeness, content } = await disk.manifest();
    expect(completeness.missing).toEqual([[5 * BLOCK_SIZE, BLOCK_SIZE]]);
    expect(content.sha256).not.toBe(await sha256sum(at('volume.raw')));
  }, 60_000);

  it('DSK-6 F-05 fails for a snapshot in state error alone, and acquires the other volume', async () => {
    const error = { ...HOME, image: at('volume.raw'), state: 'error' } as const;
    await lab.addSnapshot({ ...error, id: 'snap-00000001' });
    const disk = await planned('ebs:snap-00000001', `ebs:${SNAPSHOT}`);

    await acquireHere(disk, 1);
    await acquireHere(disk, 2);

    const sealed = (await disk.entries()).filter((entry) => isEntry(entry, 'evidence.sealed'));
    expect(sealed.map(({ body }) => body.item)).toEqual([evidenceId(2)]);
    const failed = (await disk.entries()).filter((entry) => isEntry(entry, 'step.failed'));
    expect(failed.map(({ body }) => body.code)).toEqual(['source.unsupported']);
  }, 60_000);
});
