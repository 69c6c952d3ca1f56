import { join } from 'node:path';
import { startEbsLab, startSnapshotLab } from '@afo/aws-lab';
import type { EbsLab, SnapshotLab } from '@afo/aws-lab';
import { EbsHandover, openHostCalls, snapshotChanges, volumeUri } from '@afo/adapter-aws/host';
import type { Place } from '@afo/adapter-aws/host';
import type { Entry, EntryDraft } from '@afo/domain';
import { evidenceId, isEntry } from '@afo/domain';
import { acquireDisk, CaseBook, carryOut, runStep, verifyEvidence } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CaseOnDisk, makeDisk, makeFolder, removeFolder, run } from './case-on-disk.ts';
import { labDisks } from './lab-disks.ts';

const MEMBER = { account: '444455556666', region: 'eu-west-1' } as const;
const FORENSIC = { account: '111122223333', region: 'eu-west-1' } as const;
const INSTANCE = 'i-0123456789abcdef0';
const VOLUMES = ['vol-0000000000000000a', 'vol-0000000000000000b'] as const;
const KEYS = { ofAws: 'key/of-aws', shared: 'key/shared', forensic: 'key/forensic' } as const;
const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

let folder: string;
let ebs: EbsLab;
let lab: SnapshotLab;
let onDisk: CaseOnDisk;
let calls: ReturnType<typeof openHostCalls>[];

beforeEach(async () => {
  folder = await makeFolder();
  for (const [n] of VOLUMES.entries())
    await makeDisk(imageOf(n), 16 * MIB, [[n * 8 * MIB, 2 * MIB, 'noise']]);
  ebs = await startEbsLab({ snapshots: [] });
  lab = await startSnapshotLab({
    shelf: ebs,
    kmsKeys: [
      { id: KEYS.ofAws, ...MEMBER, manager: 'AWS' },
      { id: KEYS.shared, ...MEMBER, manager: 'CUSTOMER', sharedWith: [FORENSIC.account] },
      { id: KEYS.forensic, ...FORENSIC, manager: 'CUSTOMER' },
    ],
    instances: [
      {
        id: INSTANCE,
        ...MEMBER,
        volumes: VOLUMES.map((id, n) => ({ id, image: imageOf(n), kmsKey: KEYS.ofAws })),
      },
    ],
  });
  calls = [];
  onDisk = await CaseOnDisk.open(
    folder,
    VOLUMES.map((volume) => ['disk', volumeUri({ ...MEMBER, volume })]),
  );
});
afterEach(async () => {
  for (const open of calls) open.close();
  await onDisk.close();
  await lab.close();
  await ebs.close();
  await removeFolder(folder);
});

const imageOf = (n: number): string => join(folder, `volume-${String(n)}.raw`);

/** Of the volume: whole GiB, zeros behind its image. */
async function digestOf(n: number): Promise<string> {
  const padded = `cat "$1"; head -c ${String(GIB - 16 * MIB)} /dev/zero`;
  return (await run('sh', '-c', `(${padded}) | sha256sum`, 'sh', imageOf(n))).slice(0, 64);
}

function callsOf({ account, region }: Place) {
  const credentials = { accessKeyId: account, secretAccessKey: 'lab' };
  const open = openHostCalls({ region, credentials, endpoint: lab.url });
  calls.push(open);
  return open;
}

const handover = (): EbsHandover =>
  new EbsHandover({
    forensic: { ...FORENSIC, kmsKey: KEYS.forensic },
    callsOf,
    sharedKey: () => KEYS.shared,
    copy: 'when-needed',
    lock: { mode: 'governance', days: 30 },
    patience: { firstLookMs: 5, longestLookMs: 20 },
  });

const portsHere = (): Ports => ({
  ...onDisk.stack.ports,
  disks: labDisks(ebs.url),
  handover: handover(),
});

async function takeSet(): Promise<void> {
  const book = await CaseBook.open(onDisk.stack.ports, onDisk.caseId);
  const logged = await onDisk.entries();
  const begun = new Set(
    logged.flatMap((entry) => (isEntry(entry, 'resource.changed') ? [entry.body.change] : [])),
  );
  const set = {
    calls: callsOf(MEMBER),
    at: MEMBER,
    case: onDisk.caseId,
    instance: INSTANCE,
    begun,
  };
  const record = async (...drafts: readonly EntryDraft[]): Promise<void> => {
    await book.append(() => drafts);
  };
  await carryOut(await snapshotChanges(set), { record, logged });
}

async function step(name: 'acquire-disk' | 'verify-evidence', n: number, attempt = 1) {
  const item = evidenceId(n + 1);
  await runStep({
    ports: portsHere(),
    handlers: { 'acquire-disk': acquireDisk, 'verify-evidence': verifyEvidence },
    task: { caseId: onDisk.caseId, step: name, key: `${name}/${item}`, item, attempt },
    control: { signal: new AbortController().signal, progress: () => undefined },
  });
}

const changesIn = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry) =>
    isEntry(entry, 'resource.changed') && entry.body.phase !== 'intended'
      ? [`${entry.body.setting ?? ''} ${entry.body.phase}`]
      : [],
  );
const snapshotsOf = (account: string) =>
  lab.snapshots().filter((snapshot) => snapshot.account === account);

describe('when the disks of a host in a member account are acquired', () => {
  it('F-55 seals each whole, from a locked copy of this account, and leaves no intermediate behind', async () => {
    await takeSet();
    for (const [n] of VOLUMES.entries()) {
      await step('acquire-disk', n);
      await step('verify-evidence', n);
    }

    for (const [n] of VOLUMES.entries()) {
      const { content, source } = await onDisk.manifest(evidenceId(n + 1));
      expect(content.sha256).toBe(await digestOf(n));
      expect(source.facts).toMatchObject({ account: FORENSIC.account });
    }
    expect(snapshotsOf(FORENSIC.account)).toMatchObject([
      { lock: 'governance', kmsKey: KEYS.forensic },
      { lock: 'governance', kmsKey: KEYS.forensic },
    ]);
    expect(snapshotsOf(MEMBER.account).map(({ volume }) => volume)).toEqual(VOLUMES);
    const ofOne = [
      'snapshot.recrypted done',
      'snapshot.permission done',
      'snapshot.final done',
      'snapshot.lock done',
      'snapshot.permission done',
      'snapshot.existence done',
    ];
    expect(changesIn(await onDisk.entries())).toEqual([
      'volume.snapshots done',
      ...ofOne,
      ...ofOne,
    ]);
  });

  it('F-50 acquires the one whose snapshot is whole when the other is broken, and says which', async () => {
    lab.setFates([{ of: VOLUMES[0], fails: 'Internal error' }]);
    await takeSet();

    await step('acquire-disk', 0);
    await step('acquire-disk', 1);

    const failed = (await onDisk.entries()).filter((entry) => isEntry(entry, 'step.failed'));
    expect(failed.map(({ body }) => body)).toMatchObject([
      { item: evidenceId(1), code: 'source.failed', final: true },
    ]);
    const { content } = await onDisk.manifest(evidenceId(2));
    expect(content.sha256).toBe(await digestOf(1));
  });

  it('F-09 goes on with what is there when the answer to a copy was lost, and when the step runs again', async () => {
    await takeSet();
    const origin = lab.snapshots().find(({ volume }) => volume === VOLUMES[0])?.id ?? '';
    lab.setFates([{ of: origin, answerLost: true }]);

    await step('acquire-disk', 0);
    await step('acquire-disk', 0, 2);

    expect(lab.calls().filter(({ operation }) => operation === 'CopySnapshot')).toHaveLength(2);
    expect(snapshotsOf(FORENSIC.account)).toHaveLength(1);
    const { content } = await onDisk.manifest(evidenceId(1));
    expect(content.sha256).toBe(await digestOf(0));
  });

  it('keeps evidence verified when an intermediate cannot be deleted, and says what stays', async () => {
    await takeSet();
    await step('acquire-disk', 0);
    const copy = snapshotsOf(MEMBER.account).find(({ isCopy }) => isCopy)?.id ?? '';
    await callsOf(MEMBER).call('ec2:LockSnapshot', {
      SnapshotId: copy,
      LockMode: 'governance',
      LockDuration: 1,
    });

    await step('verify-evidence', 0);

    const entries = await onDisk.entries();
    const ended = entries.findLast((entry) => isEntry(entry, 'step.succeeded'));
    expect(ended?.body.facts).toMatchObject({
      cleanedUp: false,
      cleanUpFailure: 'host.not-changed',
    });
    expect(changesIn(entries).slice(-2)).toEqual([
      'snapshot.permission done',
      'snapshot.existence failed',
    ]);
    expect(snapshotsOf(MEMBER.account).map(({ id }) => id)).toContain(copy);
  });
});
