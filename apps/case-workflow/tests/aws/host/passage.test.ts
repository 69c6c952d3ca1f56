import type { HostOperation } from '@afo/adapter-aws/host';
import { isAfoError } from '@afo/domain';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { CaseRun } from './case-run.ts';
import { cloudCalls, Crash, isChanging } from './model/cloud-calls.ts';
import type { Fate } from './model/cloud-calls.ts';
import type { Cloud } from './model/cloud.ts';
import { accessOf } from './model/reach.ts';
import { clouds, SUBJECT } from './topology.ts';

// The open moment: what is called, and what is written, while an interface is in the group that is open to everybody.

const RUNS = { numRuns: 300 };
vi.setConfig({ testTimeout: 120_000 });

/** Interfaces of the subject that a group of the case leaves open. */
const openOnes = (cloud: Cloud): readonly string[] =>
  Object.entries(cloud.interfaces).flatMap(([id, { instance, groups }]) =>
    instance === SUBJECT &&
    groups.some((group) => {
      const { name = '', inbound = [], outbound = [] } = cloud.groups[group] ?? {};
      return name.startsWith('afo-conversion') && inbound.length + outbound.length > 0;
    })
      ? [id]
      : [],
  );

const LEAVING: readonly HostOperation[] = [
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:RevokeSecurityGroupIngress',
  'ec2:RevokeSecurityGroupEgress',
];
const LOOKING = /^ec2:Describe(?:NetworkInterfaces|SecurityGroups)$/u;

/** How often the way out is tried before an attempt gives up. */
const WAYS_OUT = 7;

interface Moment {
  /** The code with which the attempt at `contain` failed. */
  failed?: string;
  /** Calls that were made while an interface was open, also those that failed. */
  readonly calls: HostOperation[];
  most: number;
  /** Times that the log was written while one was open. */
  written: number;
}

/** One attempt; `fate` is told how many calls came since an interface was open, 0 where none is. */
async function attempt(
  run: CaseRun,
  cloud: Cloud,
  fate: (operation: HostOperation, within: number) => Fate,
): Promise<Moment> {
  const moment: Moment = { calls: [], most: 0, written: 0 };
  let within = 0;
  run.onRecord = () => {
    moment.written += openOnes(cloud).length;
  };
  const calls = cloudCalls(cloud, {
    fate: (operation) => {
      const open = openOnes(cloud).length;
      within = open === 0 ? 0 : within + 1;
      moment.most = Math.max(moment.most, open);
      if (open > 0) moment.calls.push(operation);
      return fate(operation, within);
    },
  });
  for (const step of ['preserve', 'contain'] as const)
    await run.run(calls, step).catch((error: unknown) => {
      if (error instanceof Crash) return;
      if (!isAfoError(error)) throw error;
      moment.failed = error.code;
    });
  return moment;
}

const faults = fc.constantFrom<Fate>('throttled', 'denied', 'unavailable', 'answer-lost');
const nth = fc.integer({ min: 1, max: 6 });
const failing = fc.record({ fault: faults, at: nth, times: nth });

test('F-20 while an interface is open nothing is called but its ways out and a look at it, nothing is written, and no other is open', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, failing, async (cloud, { fault, at, times }) => {
      const moment = await attempt(new CaseRun(), cloud, (_, within) =>
        within >= at && within < at + times ? fault : 'works',
      );

      expect(moment.calls.filter((one) => !LEAVING.includes(one) && !LOOKING.test(one))).toEqual(
        [],
      );
      expect([moment.most <= 1, moment.written]).toEqual([true, 0]);
      expect(openOnes(cloud)).toEqual([]);
    }),
    RUNS,
  );
});

test('F-20 a passage is not begun where the dry run of its way back is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      clouds,
      faults,
      fc.integer({ min: 0, max: 8 }),
      async (cloud, fault, works) => {
        let moves = 0;
        const fate = (operation: HostOperation): Fate => {
          if (operation !== 'ec2:ModifyNetworkInterfaceAttribute') return 'works';
          moves += 1;
          return moves > works ? fault : 'works';
        };
        const before = accessOf(cloud, SUBJECT);

        const { written } = await attempt(new CaseRun(), cloud, fate);

        expect([openOnes(cloud), written]).toEqual([[], 0]);
        expect([...accessOf(cloud, SUBJECT)].filter((way) => !before.has(way))).toEqual([]);
      },
    ),
    RUNS,
  );
});

test('F-20 where every change fails in the open moment, the ways out end after a bound, the case says that the host may be open, and the next attempt closes it before it does anything else', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, async (cloud) => {
      const run = new CaseRun();
      const moment = await attempt(run, cloud, (operation, within) =>
        within > 0 && isChanging(operation) ? 'unavailable' : 'works',
      );
      fc.pre(moment.most > 0);
      expect(openOnes(cloud)).toHaveLength(1);
      const tried = moment.calls.filter((one) => one === 'ec2:ModifyNetworkInterfaceAttribute');
      expect(tried).toHaveLength(WAYS_OUT);
      expect(moment.failed).toBe('host.may-be-open');

      await expectClosedFirst(run, cloud);
    }),
    { numRuns: 200 },
  );
});

test('F-20 a process that ends in the open moment leaves a host that the next attempt closes before it does anything else', async () => {
  await fc.assert(
    fc.asyncProperty(
      clouds,
      fc.constantFrom<Fate>('crash', 'crash-after'),
      nth,
      async (cloud, crash, at) => {
        const run = new CaseRun();
        const moment = await attempt(run, cloud, (_, within) => (within === at ? crash : 'works'));
        fc.pre(moment.most > 0);

        await expectClosedFirst(run, cloud);
      },
    ),
    RUNS,
  );
});

/** The changing calls of the next attempt while something is open: its ways out, from the first on. */
async function expectClosedFirst(run: CaseRun, cloud: Cloud): Promise<void> {
  const wasOpen = openOnes(cloud).length > 0;
  const changing: HostOperation[] = [];
  const closedAfter: number[] = [];
  const calls = cloudCalls(cloud, {
    watch: (now, operation) => {
      if (!isChanging(operation)) return;
      changing.push(operation);
      if (openOnes(now).length === 0) closedAfter.push(changing.length);
    },
  });
  run.onRecord = () => undefined;
  await run.run(calls, 'contain');

  if (wasOpen)
    expect([changing[0], closedAfter[0]]).toEqual(['ec2:ModifyNetworkInterfaceAttribute', 1]);
  expect([...accessOf(cloud, SUBJECT)]).toEqual([]);
}
