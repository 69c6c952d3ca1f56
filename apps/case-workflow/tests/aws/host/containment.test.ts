import { strictContainment } from '@afo/adapter-aws/host';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { CASE, CaseRun } from './case-run.ts';
import { cloudCalls, isChanging } from './model/cloud-calls.ts';
import type { Cloud } from './model/cloud.ts';
import { settingsOf, stateOf } from './model/cloud.ts';
import { accessOf, rulesOn } from './model/reach.ts';
import { clouds, SUBJECT } from './topology.ts';

const RUNS = { numRuns: 1_000 };
// A thousand hosts take seconds; on a busy machine some more.
vi.setConfig({ testTimeout: 120_000 });

const options = fc.record({
  allow: fc.constantFrom(
    { inbound: [], outbound: [] },
    { inbound: ['tcp 443-443 10.0.0.9/32'], outbound: ['tcp 443-443 pl-9', 'tcp 443-443 ::1/128'] },
  ),
  cutConnections: fc.boolean(),
});

async function contained(cloud: Cloud, run = new CaseRun()): Promise<CaseRun> {
  await run.run(cloudCalls(cloud), 'preserve');
  await run.run(cloudCalls(cloud), 'contain');
  return run;
}

test('a host that was preserved, contained and released is exactly what it was, and nothing of the case is left', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, options, async (cloud, chosen) => {
      const before = settingsOf(cloud);
      const run = await contained(cloud, new CaseRun(chosen));
      expect(settingsOf(cloud)).not.toBe(before);
      await run.release(cloudCalls(cloud));
      expect(settingsOf(cloud)).toBe(before);
    }),
    RUNS,
  );
});

test('F-24 F-25 a contained host has no way in or out on any interface, no address, no profile, and no flow that lives', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, async (cloud) => {
      await contained(cloud);
      expect([...accessOf(cloud, SUBJECT)]).toEqual([]);
    }),
    RUNS,
  );
});

test('F-24 without the passage a flow that EC2 tracks would live on', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, async (cloud) => {
      const flows = cloud.connections.filter(({ tracked }) => tracked).length;
      await contained(cloud, new CaseRun({ ...strictContainment, cutConnections: false }));
      expect(cloud.connections.filter(({ alive }) => alive)).toHaveLength(flows);
    }),
    { numRuns: 100 },
  );
});

test('a host that is contained already is contained again without one changing call', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, options, async (cloud, chosen) => {
      const run = await contained(cloud, new CaseRun(chosen));
      const calls = cloudCalls(cloud);
      await run.run(calls, 'preserve');
      await run.run(calls, 'contain');
      expect(calls.made.filter((operation) => isChanging(operation))).toEqual([]);
    }),
    RUNS,
  );
});

test('F-23 no interface ever wears a quarantine group that is not closed, and the groups are of this case and VPC alone', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, async (cloud) => {
      const worn = new Set<string>();
      const watch = (now: Cloud): void => {
        for (const [eni, { groups }] of Object.entries(now.interfaces)) {
          if (!groups.some((group) => group.includes('afo-quarantine'))) continue;
          worn.add(
            [...groups, ...rulesOn(now, eni, 'inbound'), ...rulesOn(now, eni, 'outbound')].join(
              ', ',
            ),
          );
        }
      };
      const run = new CaseRun();
      await run.run(cloudCalls(cloud, { watch }), 'preserve');
      await run.run(cloudCalls(cloud, { watch }), 'contain');
      const vpcs = new Set(
        Object.values(cloud.interfaces).flatMap(({ instance, vpc }) =>
          instance === SUBJECT ? [vpc] : [],
        ),
      );
      expect([...worn].sort()).toEqual(
        [...vpcs].sort().map((vpc) => `sg-${vpc.slice(4)}-afo-quarantine-${CASE}`),
      );
    }),
    RUNS,
  );
});

test('F-27 nothing of a neighbour is changed, and whoever wears the same role is named in the plan', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, async (cloud) => {
      const before = structuredClone(cloud);
      const run = new CaseRun();
      const plan = [
        ...(await run.changes(cloudCalls(cloud), 'preserve')),
        ...(await run.changes(cloudCalls(cloud), 'contain')),
      ];
      await contained(cloud, run);
      expect(withoutSubject(cloud)).toEqual(withoutSubject(before));
      const hit = plan.flatMap(({ planned }) => planned.alsoHits).join('\n');
      for (const id of wearersOfChangedRoles(cloud, before)) expect(hit).toContain(id);
    }),
    RUNS,
  );
});

test('planning changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, async (cloud) => {
      const before = stateOf(cloud);
      const calls = cloudCalls(cloud);
      const run = new CaseRun();
      await run.changes(calls, 'preserve');
      await run.changes(calls, 'contain');
      expect(stateOf(cloud)).toBe(before);
      expect(calls.made.filter((operation) => isChanging(operation))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

/** Everything but the subject, its interfaces and addresses, its own registrations, and what the case made. */
function withoutSubject(cloud: Cloud): unknown {
  const { instances, interfaces, addresses, groups, targetGroups, balancers, scaling } =
    structuredClone(cloud);
  const not = <T>(all: Record<string, T>, isOut: (key: string, value: T) => boolean) =>
    Object.entries(all).filter(([key, value]) => !isOut(key, value));
  const mine = new Set([
    SUBJECT,
    ...Object.values(interfaces).flatMap(({ instance, addresses: own }) =>
      instance === SUBJECT ? own : [],
    ),
  ]);
  return {
    instances: not(instances, (id) => id === SUBJECT),
    interfaces: not(interfaces, (_, { instance }) => instance === SUBJECT),
    addresses: not(addresses, (id) => id !== 'eipalloc-free'),
    groups: not(groups, (_, { name }) => name.startsWith('afo-')),
    profiles: cloud.profiles,
    targets: Object.values(targetGroups).map(({ targets }) =>
      targets.filter(({ id }) => !mine.has(id)),
    ),
    balancers: Object.values(balancers).map((one) => one.instances.filter((id) => id !== SUBJECT)),
    members: Object.values(scaling).map(({ max, members }) => [max, Object.keys(members)]),
    otherRole: cloud.roles['other'],
    ownPolicy: cloud.roles['web']?.policies['own'],
  };
}

function wearersOfChangedRoles(cloud: Cloud, before: Cloud): readonly string[] {
  const changed = Object.keys(cloud.roles).filter(
    (role) => JSON.stringify(cloud.roles[role]) !== JSON.stringify(before.roles[role]),
  );
  return Object.entries(before.instances).flatMap(([id, { profile }]) =>
    id !== SUBJECT && changed.includes(before.profiles[profile ?? '']?.role ?? '-') ? [id] : [],
  );
}
