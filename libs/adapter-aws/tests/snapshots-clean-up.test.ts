import { afterEach, describe, expect, it } from 'vitest';
import {
  BOOT,
  CASE,
  DATA,
  FORENSIC,
  KEYS,
  MEMBER,
  SnapshotBench,
  volumeSource,
} from './snapshots-bench.ts';

let bench: SnapshotBench;
afterEach(() => bench.stop());

async function handedOver(kmsKey: string, options: Parameters<SnapshotBench['handover']>[0] = {}) {
  bench = await SnapshotBench.start(kmsKey);
  await bench.takeSet();
  return await bench.handover(options).ready(volumeSource(), bench.context());
}
const inAccount = (account: string) =>
  bench.lab.snapshots().filter((snapshot) => snapshot.account === account);
const originOf = (volume: string) =>
  bench.context().taken.find((one) => one.volume === volume)?.snapshot ?? '';

describe('when the evidence of a volume is verified', () => {
  it('F-55 takes the copy on the way away, and leaves the set and what was read', async () => {
    const source = await handedOver(KEYS.ofAws);

    await bench.handover().cleanUp(volumeSource(), bench.context());

    expect(inAccount(MEMBER.account).map(({ volume }) => volume)).toEqual([BOOT, DATA]);
    expect(inAccount(FORENSIC.account)).toHaveLength(1);
    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
    expect(bench.changing().at(-1)).toBe(`DeleteSnapshot ${MEMBER.account} ${MEMBER.region}`);
  });

  it('takes back the permission that it gave, and writes that ahead', async () => {
    await handedOver(KEYS.own);

    await bench.handover().cleanUp(volumeSource(), bench.context());

    expect(bench.lab.snapshots().flatMap(({ sharedWith }) => sharedWith)).toEqual([]);
    expect(bench.log.slice(-2)).toMatchObject([
      { phase: 'intended', setting: 'snapshot.permission', after: { shared: false } },
      { phase: 'done', after: { shared: false } },
    ]);
    expect(bench.changing().filter((call) => call.startsWith('Delete'))).toEqual([]);
  });

  it('does nothing more when it runs again', async () => {
    await handedOver(KEYS.ofAws);
    await bench.handover().cleanUp(volumeSource(), bench.context());
    const before = bench.changing().length;

    await bench.handover().cleanUp(volumeSource(), bench.context());

    expect(bench.changing()).toHaveLength(before);
  });

  it('F-54 leaves a permission that was there before the case', async () => {
    bench = await SnapshotBench.start(KEYS.own);
    await bench.takeSet();
    await bench.callsOf(MEMBER, CASE).call('ec2:ModifySnapshotAttribute', {
      SnapshotId: originOf(BOOT),
      Attribute: 'createVolumePermission',
      CreateVolumePermission: { Add: [{ UserId: FORENSIC.account }] },
    });
    await bench.handover().ready(volumeSource(), bench.context());

    await bench.handover().cleanUp(volumeSource(), bench.context());

    expect(bench.lab.snapshots().flatMap(({ sharedWith }) => sharedWith)).toEqual([
      FORENSIC.account,
    ]);
  });

  it('F-54 touches nothing that another case has made of the same host', async () => {
    await handedOver(KEYS.ofAws);
    const other = `${CASE.slice(0, -1)}2` as typeof CASE;
    const first = bench.log.splice(0);
    await bench.takeSet(MEMBER, other);
    const source = await bench.handover().ready(volumeSource(), bench.context(other));
    const others = bench.log.splice(0);
    bench.log.push(...first);
    const before = bench.lab.snapshots().length;

    await bench.handover({ removeSet: true }).cleanUp(volumeSource(), bench.context());

    expect(bench.lab.snapshots()).toHaveLength(before - 2);
    const there = bench.lab.snapshots().map(({ id }) => id);
    const ids = others
      .flatMap(({ after }) => Object.values(after))
      .filter((id) => String(id).startsWith('snap-'));
    expect(there).toEqual(expect.arrayContaining(ids));
    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
  });

  it('deletes the snapshot of the set where that is set, and only that of the verified volume', async () => {
    await handedOver(KEYS.own, { removeSet: true });

    await bench.handover({ removeSet: true }).cleanUp(volumeSource(), bench.context());

    expect(inAccount(MEMBER.account).map(({ volume }) => volume)).toEqual([DATA]);
    expect(inAccount(FORENSIC.account)).toHaveLength(1);
  });

  it('never deletes what was read, not even where the set may go', async () => {
    bench = await SnapshotBench.start(undefined, { host: FORENSIC });
    await bench.takeSet(FORENSIC);
    const source = volumeSource(BOOT, FORENSIC);
    await bench.handover({ removeSet: true }).ready(source, bench.context());

    await bench.handover({ removeSet: true }).cleanUp(source, bench.context());

    expect(inAccount(FORENSIC.account)).toHaveLength(2);
  });

  it('takes failed copies away with the rest', async () => {
    bench = await SnapshotBench.start(KEYS.own);
    await bench.takeSet();
    bench.lab.setFates([{ of: originOf(BOOT), fails: 'Internal error', times: 1 }]);
    await bench
      .handover()
      .ready(volumeSource(), bench.context())
      .catch(() => undefined);
    await bench.handover().ready(volumeSource(), bench.context());
    expect(inAccount(FORENSIC.account).map(({ state }) => state)).toEqual(['error', 'completed']);

    await bench.handover().cleanUp(volumeSource(), bench.context());

    expect(inAccount(FORENSIC.account).map(({ state }) => state)).toEqual(['completed']);
  });

  it('never deletes what was read last, in whatever order the log came to name it', async () => {
    await handedOver(KEYS.own);
    const kept = bench.log.find(
      ({ setting, phase }) => setting === 'snapshot.final' && phase === 'done',
    );
    if (kept === undefined) throw new Error('nothing was copied');
    const other = { ...kept, after: { ...kept.after, snapshot: originOf(DATA) } };
    bench.log.push(other, kept);

    await bench.handover().cleanUp(volumeSource(), bench.context());

    expect(inAccount(FORENSIC.account)).toHaveLength(1);
    expect(bench.changing().filter((call) => call.startsWith('Delete'))).toEqual([]);
  });

  it('leaves what the log names and the tags do not, and says so', async () => {
    await handedOver(KEYS.ofAws);
    const entry = bench.log.findIndex(
      ({ setting, phase }) => setting === 'snapshot.recrypted' && phase === 'done',
    );
    const changed = bench.log[entry];
    if (changed === undefined) throw new Error('nothing was copied');
    bench.log[entry] = { ...changed, after: { ...changed.after, snapshot: originOf(DATA) } };

    await bench.handover().cleanUp(volumeSource(), bench.context());

    expect(bench.changing().filter((call) => call.startsWith('Delete'))).toEqual([]);
    expect(bench.progress.at(-1)).toContain(`${originOf(DATA)} stays`);
  });

  it('leaves an intermediate that somebody has locked, as a failed change', async () => {
    await handedOver(KEYS.ofAws);
    const copy = inAccount(MEMBER.account).find(({ isCopy }) => isCopy)?.id ?? '';
    await bench
      .callsOf(MEMBER, CASE)
      .call('ec2:LockSnapshot', { SnapshotId: copy, LockMode: 'governance', LockDuration: 1 });

    await expect(bench.handover().cleanUp(volumeSource(), bench.context())).rejects.toThrow();

    expect(inAccount(MEMBER.account).map(({ id }) => id)).toContain(copy);
    expect(bench.log.at(-1)).toMatchObject({ phase: 'failed', setting: 'snapshot.existence' });
  });

  it('has nothing to do for a volume of which nothing was taken', async () => {
    bench = await SnapshotBench.start();

    await bench.handover().cleanUp(volumeSource(), bench.context());

    expect(bench.changing()).toEqual([]);
  });
});
