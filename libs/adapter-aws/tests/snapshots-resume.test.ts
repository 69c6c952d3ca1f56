import { PortError } from '@afo/ports';
import { afterEach, describe, expect, it } from 'vitest';
import {
  BOOT,
  CASE,
  DATA,
  FORENSIC,
  INSTANCE,
  KEYS,
  Killed,
  MEMBER,
  SnapshotBench,
  volumeSource,
} from './snapshots-bench.ts';

let bench: SnapshotBench;
afterEach(() => bench.stop());

const made = (operation: string) =>
  bench.changing().filter((call) => call.startsWith(`${operation} `)).length;

describe('when the set of snapshots is taken', () => {
  it('has every volume of the host, with the ids in the log', async () => {
    bench = await SnapshotBench.start();

    await bench.takeSet();

    const ids = Object.fromEntries(bench.lab.snapshots().map(({ volume, id }) => [volume, id]));
    expect(Object.keys(ids)).toEqual([BOOT, DATA]);
    expect(bench.log.at(-1)).toMatchObject({
      phase: 'done',
      setting: 'volume.snapshots',
      resource: INSTANCE,
      after: { taken: true, ...ids },
    });
  });

  it('F-09 takes one set, wherever the step is killed and how often it runs', async () => {
    for (let life = 0; life <= 3; life += 1) {
      bench = await SnapshotBench.start();
      bench.life = life;
      await bench.takeSet().catch((error: unknown) => {
        expect(error).toBeInstanceOf(Killed);
      });
      bench.life = Infinity;

      await bench.takeSet();
      await bench.takeSet();

      expect(bench.lab.snapshots()).toHaveLength(2);
      expect(bench.context().taken).toHaveLength(2);
      if (life < 3) await bench.stop();
    }
  });

  it('F-09 takes no second set when the answer of AWS is lost', async () => {
    bench = await SnapshotBench.start();
    bench.lab.setFates([{ of: BOOT, answerLost: true }]);

    await bench.takeSet();

    expect(bench.lab.snapshots()).toHaveLength(2);
    expect(bench.context().taken).toHaveLength(2);
  });

  it('does not count as taken while a volume lacks its snapshot', async () => {
    bench = await SnapshotBench.start();
    bench.lab.setFates([{ of: DATA, hiddenFor: Infinity }]);

    await expect(bench.takeSet()).rejects.toThrow('not in effect');
    expect(bench.log.at(-1)).toMatchObject({ phase: 'failed', after: { taken: false } });
  });

  it('waits until EC2 tells of what it has made', async () => {
    bench = await SnapshotBench.start();
    bench.lab.setFates([BOOT, DATA].map((of) => ({ of, hiddenFor: 3 })));

    await bench.takeSet();

    expect(made('CreateSnapshots')).toBe(1);
    expect(bench.log.at(-1)).toMatchObject({ phase: 'done' });
  });

  it('takes a set of its own for each case', async () => {
    bench = await SnapshotBench.start();
    await bench.takeSet();
    const other = `${CASE.slice(0, -1)}2` as typeof CASE;
    const first = bench.log.splice(0);

    await bench.takeSet(MEMBER, other);

    expect(bench.lab.snapshots()).toHaveLength(4);
    const ids = (log: typeof first) => Object.values(log.at(-1)?.after ?? {});
    expect(ids(bench.log)).not.toEqual(expect.arrayContaining(ids(first).slice(1)));
  });
});

/** The snapshot, once it may be copied. */
async function complete(snapshot: string): Promise<string> {
  for (let look = 0; look < 2; look += 1)
    await bench.callsOf(MEMBER, CASE).call('ec2:DescribeSnapshots', { SnapshotIds: [snapshot] });
  return snapshot;
}

describe('when a handover is interrupted', () => {
  it('F-55 finds what it has made again, wherever it was killed, and makes no second copy', async () => {
    // Three changes: each is written ahead, called, and written down.
    const whole = 9;
    for (let life = 0; life <= whole; life += 1) {
      bench = await SnapshotBench.start(KEYS.ofAws);
      await bench.takeSet();
      bench.life = life;
      const killed = await bench
        .handover()
        .ready(volumeSource(), bench.context())
        .then(
          () => false,
          (error: unknown) => error instanceof Killed,
        );
      expect(killed).toBe(life < whole);
      bench.life = Infinity;

      const source = await bench.handover().ready(volumeSource(), bench.context());

      expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
      expect(made('CopySnapshot')).toBe(2);
      expect(bench.lab.snapshots()).toHaveLength(4);
      if (life < whole) await bench.stop();
    }
  });

  it.each(['denied', 'throttled', 'empty', 'cut', 'internal-error'] as const)(
    'F-55 comes to one copy and nothing beside it when any single call goes wrong: %s',
    async (kind) => {
      const all = await callsOfAHandover();
      expect(all).toBeGreaterThan(20);
      for (let at = 1; at <= all; at += 1) {
        bench = await SnapshotBench.start(KEYS.ofAws);
        if (kind === 'denied' || kind === 'throttled') bench.fault = { at, kind };
        else bench.lab.setFault({ at, kind });
        await handOver().catch((error: unknown) => {
          expect(error).toBeInstanceOf(PortError);
        });

        const source = await handOver();

        expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
        expect(bench.lab.snapshots()).toHaveLength(4);
        await bench.handover().cleanUp(volumeSource(), bench.context());
        expect(bench.lab.snapshots()).toHaveLength(3);
        expect(bench.lab.snapshots().flatMap(({ sharedWith }) => sharedWith)).toEqual([]);
        if (at < all) await bench.stop();
      }
    },
  );

  it('makes no second copy when the answer of AWS is lost', async () => {
    bench = await SnapshotBench.start();
    await bench.takeSet();
    const origin = bench.context().taken.find(({ volume }) => volume === BOOT)?.snapshot ?? '';
    bench.lab.setFates([{ of: origin, answerLost: true }]);

    const source = await bench.handover().ready(volumeSource(), bench.context());

    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
    expect(bench.lab.snapshots()).toHaveLength(3);
  });

  it('makes no second copy when EC2 does not tell of the first one yet', async () => {
    bench = await SnapshotBench.start();
    await bench.takeSet();
    const origin = bench.context().taken.find(({ volume }) => volume === BOOT)?.snapshot ?? '';
    bench.lab.setFates([{ of: origin, hiddenFor: 4 }]);
    // The permission is three steps; then the copy is written ahead, and called.
    bench.life = 5;
    const killed = bench.handover().ready(volumeSource(), bench.context());
    await expect(killed).rejects.toBeInstanceOf(Killed);
    bench.life = Infinity;

    await bench.handover().ready(volumeSource(), bench.context());

    expect(made('CopySnapshot')).toBe(1);
    expect(bench.lab.snapshots()).toHaveLength(3);
  });

  it('makes another copy in place of one that failed', async () => {
    bench = await SnapshotBench.start();
    await bench.takeSet();
    const origin = bench.context().taken.find(({ volume }) => volume === BOOT)?.snapshot ?? '';
    bench.lab.setFates([{ of: origin, fails: 'Internal error', times: 1 }]);
    await expect(bench.handover().ready(volumeSource(), bench.context())).rejects.toMatchObject({
      code: 'source.failed',
      retryable: true,
    });

    const source = await bench.handover().ready(volumeSource(), bench.context());

    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
    expect(made('CopySnapshot')).toBe(2);
  });

  it('reads no snapshot that was tagged like its copy before it made one', async () => {
    bench = await SnapshotBench.start(KEYS.ofAws);
    await bench.takeSet();
    const snapshotOf = (volume: string) =>
      bench.context().taken.find((one) => one.volume === volume)?.snapshot ?? '';
    const tags = {
      'afo:case': CASE,
      'afo:role': 'recrypted',
      'afo:origin': snapshotOf(BOOT),
      'afo:volume': BOOT,
    };
    const { call } = bench.callsOf(MEMBER, CASE);
    const planted = await call('ec2:CopySnapshot', {
      SourceRegion: MEMBER.region,
      SourceSnapshotId: await complete(snapshotOf(DATA)),
      KmsKeyId: KEYS.shared,
      TagSpecifications: [
        {
          ResourceType: 'snapshot',
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        },
      ],
    });

    const source = await bench.handover().ready(volumeSource(), bench.context());

    expect(await bench.read(source)).toEqual({ block: 1, isSame: true });
    expect(JSON.stringify(bench.log)).not.toContain(planted.output.SnapshotId);
  });

  it('takes no snapshot for its own that somebody else has tagged so, but stops', async () => {
    bench = await SnapshotBench.start(KEYS.ofAws);
    await bench.takeSet();
    bench.life = 2;
    await bench
      .handover()
      .ready(volumeSource(), bench.context())
      .catch(() => undefined);
    const copy = bench.lab.calls().find(({ operation }) => operation === 'CopySnapshot');
    const tags = tagsIn(copy?.parameters ?? {});
    const other = bench.context().taken.find(({ volume }) => volume === DATA)?.snapshot ?? '';
    await complete(other);
    await bench.callsOf(MEMBER, CASE).call('ec2:CopySnapshot', {
      SourceRegion: MEMBER.region,
      SourceSnapshotId: other,
      KmsKeyId: KEYS.shared,
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: tags }],
    });
    bench.life = Infinity;

    await expect(bench.handover().ready(volumeSource(), bench.context())).rejects.toMatchObject({
      code: 'aws.conflict',
    });
    expect(bench.lab.snapshots().filter(({ account }) => account === FORENSIC.account)).toEqual([]);
  });
});

async function handOver() {
  await bench.takeSet();
  const lock = { mode: 'governance', days: 1 } as const;
  return await bench.handover({ lock }).ready(volumeSource(), bench.context());
}

/** How many calls it takes from the set to the locked copy, when all goes well. */
async function callsOfAHandover(): Promise<number> {
  bench = await SnapshotBench.start(KEYS.ofAws);
  await handOver();
  const { calls } = bench;
  await bench.stop();
  return calls;
}

function tagsIn(parameters: Readonly<Record<string, string>>) {
  return Object.entries(parameters).flatMap(([name, Key]) =>
    name.startsWith('TagSpecification.1.Tag.') && name.endsWith('.Key')
      ? [{ Key, Value: parameters[name.replace(/Key$/, 'Value')] ?? '' }]
      : [],
  );
}
