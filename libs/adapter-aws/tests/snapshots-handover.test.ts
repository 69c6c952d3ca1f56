import { afterEach, describe, expect, it } from 'vitest';
import {
  BOOT,
  CASE,
  DATA,
  FAR,
  FORENSIC,
  KEYS,
  MEMBER,
  SnapshotBench,
  volumeSource,
} from './snapshots-bench.ts';

let bench: SnapshotBench;
afterEach(() => bench.stop());

async function taken(kmsKey?: string): Promise<void> {
  bench = await SnapshotBench.start(kmsKey);
  await bench.takeSet();
}

const finals = () => bench.lab.snapshots().filter(({ account }) => account === FORENSIC.account);

describe('when a volume of a member account is handed over', () => {
  it('is shared, copied under the forensic key and read there with the bytes it had', async () => {
    await taken(KEYS.own);

    const source = await bench.handover().ready(volumeSource(), bench.context());

    const [copy] = finals();
    expect(source.uris).toEqual([`ebs:${FORENSIC.account}:${FORENSIC.region}:${copy?.id ?? ''}`]);
    expect(copy).toMatchObject({ state: 'completed', kmsKey: KEYS.forensic });
    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
    expect(bench.changing()).toEqual([
      `CreateSnapshots ${MEMBER.account} ${MEMBER.region}`,
      `ModifySnapshotAttribute ${MEMBER.account} ${MEMBER.region}`,
      `CopySnapshot ${FORENSIC.account} ${FORENSIC.region}`,
    ]);
  });

  it('keeps the lineage in the log and in the tags, since a copy bears a volume that means nothing', async () => {
    await taken(KEYS.own);
    const origin = bench.context().taken.find(({ volume }) => volume === BOOT)?.snapshot;

    await bench.handover().ready(volumeSource(), bench.context());

    const [copy] = finals();
    expect(copy?.volume).not.toBe(BOOT);
    expect(bench.log.at(-1)).toMatchObject({
      setting: 'snapshot.final',
      phase: 'done',
      after: { ...FORENSIC, snapshot: copy?.id, origin, source: origin, volume: BOOT },
    });
    const call = bench.lab.calls().find(({ operation }) => operation === 'CopySnapshot');
    expect(Object.values(call?.parameters ?? {})).toEqual(
      expect.arrayContaining([CASE, BOOT, origin, 'final']),
    );
  });

  it('copies a volume under the default key of AWS under a shared key first, and never shares the original', async () => {
    await taken(KEYS.ofAws);

    const source = await bench.handover().ready(volumeSource(), bench.context());

    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
    expect(bench.changing()).toEqual([
      `CreateSnapshots ${MEMBER.account} ${MEMBER.region}`,
      `CopySnapshot ${MEMBER.account} ${MEMBER.region}`,
      `ModifySnapshotAttribute ${MEMBER.account} ${MEMBER.region}`,
      `CopySnapshot ${FORENSIC.account} ${FORENSIC.region}`,
    ]);
    const shared = bench.lab.snapshots().filter(({ sharedWith }) => sharedWith.length > 0);
    expect(shared.map(({ kmsKey }) => kmsKey)).toEqual([KEYS.shared]);
  });

  it('says that there is no key to share it under, instead of waiting for a copy that AWS will refuse', async () => {
    await taken(KEYS.ofAws);
    const handover = bench.handover({ sharedKey: () => undefined });

    await expect(handover.ready(volumeSource(), bench.context())).rejects.toMatchObject({
      code: 'source.unsupported',
      message: expect.stringContaining(MEMBER.region) as string,
    });
  });

  it('copies what is under any other key first where that is set, and what is under the shared key never', async () => {
    for (const [kmsKey, copies] of [
      [KEYS.unshared, 2],
      [KEYS.shared, 1],
    ] as const) {
      await taken(kmsKey);

      const source = await bench
        .handover({ recrypt: 'other-keys' })
        .ready(volumeSource(), bench.context());

      expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
      expect(bench.changing().filter((call) => call.startsWith('CopySnapshot'))).toHaveLength(
        copies,
      );
      if (kmsKey !== KEYS.shared) await bench.stop();
    }
  });

  it('is copied into another region than its own', async () => {
    await taken(KEYS.own);
    const handover = bench.handover({ forensic: { ...FAR, kmsKey: KEYS.far } });

    const source = await handover.ready(volumeSource(), bench.context());

    expect(source.uris[0]).toContain(FAR.region);
    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
  });

  it('takes a time-based copy where that is set, and is locked for the time that is set', async () => {
    await taken();
    const lock = { mode: 'compliance', days: 30 } as const;

    await bench.handover({ completionMinutes: 30, lock }).ready(volumeSource(), bench.context());

    const call = bench.lab.calls().find(({ operation }) => operation === 'CopySnapshot');
    expect(call?.parameters['CompletionDurationMinutes']).toBe('30');
    expect(finals()).toMatchObject([{ lock: 'compliance' }]);
    expect(bench.log.at(-1)).toMatchObject({
      setting: 'snapshot.lock',
      before: { locked: false },
      after: { locked: true, days: 30 },
    });
  });

  it('does not weaken a lock that is stronger than the one that is set', async () => {
    await taken();
    const long = { mode: 'compliance', days: 300 } as const;
    await bench.handover({ lock: long }).ready(volumeSource(), bench.context());

    await bench
      .handover({ lock: { mode: 'governance', days: 3 } })
      .ready(volumeSource(), bench.context());

    expect(bench.changing().filter((call) => call.startsWith('LockSnapshot'))).toHaveLength(1);
  });

  it('makes a lock longer that ends too early, and stronger that is too weak', async () => {
    await taken();
    for (const lock of [
      { mode: 'governance', days: 3 },
      { mode: 'governance', days: 30 },
      { mode: 'compliance', days: 30 },
    ] as const)
      await bench.handover({ lock }).ready(volumeSource(), bench.context());

    expect(bench.changing().filter((call) => call.startsWith('LockSnapshot'))).toHaveLength(3);
    expect(bench.log.at(-1)?.after).toMatchObject({ state: 'compliance', days: 30 });
  });

  it('refuses options that AWS would refuse after hours', async () => {
    await taken();

    expect(() => bench.handover({ completionMinutes: 20 })).toThrow('15');
    expect(() => bench.handover({ lock: { mode: 'governance', days: 0 } })).toThrow('36,500');
  });
});

describe('when a volume is in the forensic account and region already', () => {
  it('is read as it is, and changed in nothing', async () => {
    bench = await SnapshotBench.start(undefined, { host: FORENSIC });
    await bench.takeSet(FORENSIC);

    const source = await bench.handover().ready(volumeSource(BOOT, FORENSIC), bench.context());

    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
    expect(bench.changing()).toEqual([`CreateSnapshots ${FORENSIC.account} ${FORENSIC.region}`]);
  });

  it('is copied where that is set, without being shared with its own account', async () => {
    bench = await SnapshotBench.start(undefined, { host: FORENSIC });
    await bench.takeSet(FORENSIC);

    await bench.handover({ copy: 'always' }).ready(volumeSource(BOOT, FORENSIC), bench.context());

    expect(bench.changing().slice(1)).toEqual([
      `CopySnapshot ${FORENSIC.account} ${FORENSIC.region}`,
    ]);
  });

  it('leaves sources alone that are no volumes', async () => {
    await taken();
    const source = { ...volumeSource(), uris: ['ebs:snap-0123456789abcdef0'] };

    expect(await bench.handover().ready(source, bench.context())).toBe(source);
    expect(bench.changing()).toHaveLength(1);
  });
});

describe('when a snapshot does not become complete', () => {
  it('F-05 takes a case without a snapshot of the volume for a failure, never for a set that is complete', async () => {
    bench = await SnapshotBench.start();

    await expect(bench.handover().ready(volumeSource(), bench.context())).rejects.toMatchObject({
      code: 'source.not-found',
      retryable: false,
      message: expect.stringContaining(BOOT) as string,
    });
  });

  it('F-05 gives a broken snapshot up at the first look, with the reason that AWS gives', async () => {
    bench = await SnapshotBench.start();
    bench.lab.setFates([{ of: BOOT, fails: 'Internal error', looks: 1 }]);
    await bench.takeSet();
    bench.slept.length = 0;

    await expect(bench.handover().ready(volumeSource(), bench.context())).rejects.toMatchObject({
      code: 'source.failed',
      message: expect.stringContaining('Internal error') as string,
    });
    expect(bench.slept).toEqual([]);
  });

  it('F-05 waits for one that hangs no longer than the bound, in growing intervals, and tells of it', async () => {
    bench = await SnapshotBench.start();
    bench.lab.setFates([{ of: BOOT, looks: Infinity }]);
    await bench.takeSet();
    const patience = { completeMs: 60_000, firstLookMs: 1_000, longestLookMs: 8_000 };

    await expect(
      bench.handover({ patience }).ready(volumeSource(), bench.context()),
    ).rejects.toMatchObject({ code: 'source.not-ready', retryable: true });

    const waited = bench.slept.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(45_000);
    expect(waited).toBeLessThanOrEqual(60_000);
    expect(Math.max(...bench.slept)).toBe(8_000);
    expect(bench.progress.at(-1)).toContain('pending 50%');
  });

  it('F-05 tells that the key of a copy is out of reach, which AWS says only behind a call that succeeded', async () => {
    await taken(KEYS.unshared);

    await expect(bench.handover().ready(volumeSource(), bench.context())).rejects.toMatchObject({
      code: 'source.failed',
      retryable: true,
      message: expect.stringContaining('Given key ID is not accessible') as string,
    });
  });

  it('F-50 fails for the volume whose snapshot is broken, and hands over the other', async () => {
    bench = await SnapshotBench.start();
    bench.lab.setFates([{ of: BOOT, fails: 'Internal error' }]);
    await bench.takeSet();

    const [broken, whole] = await Promise.allSettled(
      [BOOT, DATA].map((volume) => bench.handover().ready(volumeSource(volume), bench.context())),
    );

    expect(broken).toMatchObject({ status: 'rejected', reason: { code: 'source.failed' } });
    if (whole?.status !== 'fulfilled') throw new Error('the other volume failed too');
    expect(await bench.read(whole.value)).toEqual({ block: 2, isSame: true });
  });

  it('ends a wait at once when the step is cancelled', async () => {
    bench = await SnapshotBench.start();
    bench.lab.setFates([{ of: BOOT, looks: Infinity }]);
    await bench.takeSet();
    const abort = new AbortController();
    const context = {
      ...bench.context(CASE, abort.signal),
      progress: () => {
        abort.abort(new Error('cancelled'));
      },
    };

    await expect(bench.handover().ready(volumeSource(), context)).rejects.toThrow('cancelled');
  });

  it('waits for room when as many copies are in progress as the account may have', async () => {
    bench = await SnapshotBench.start(undefined, { quotas: { copies: 1, perVolume: 5 } });
    await bench.takeSet();
    bench.lab.setFates(bench.context().taken.map(({ snapshot }) => ({ of: snapshot, looks: 20 })));
    const both = await Promise.all(
      [BOOT, DATA].map((volume) => bench.handover().ready(volumeSource(volume), bench.context())),
    );

    expect(both.map(({ uris }) => uris.length)).toEqual([1, 1]);
    const outcomes = bench.lab
      .calls()
      .filter(({ operation }) => operation === 'CopySnapshot')
      .map(({ outcome }) => outcome);
    expect(outcomes).toContain('ResourceLimitExceeded');
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(2);
  });
});
