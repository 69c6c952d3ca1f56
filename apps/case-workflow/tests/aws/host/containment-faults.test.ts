import { strictContainment } from '@afo/adapter-aws/host';
import { isAfoError } from '@afo/domain';
import type { HostChange } from '@afo/ports';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { CaseRun } from './case-run.ts';
import { cloudCalls, Crash } from './model/cloud-calls.ts';
import type { CallOptions, Fate } from './model/cloud-calls.ts';
import type { Cloud } from './model/cloud.ts';
import { settingsOf, stateOf } from './model/cloud.ts';
import { accessOf } from './model/reach.ts';
import { clouds, SUBJECT } from './topology.ts';

const RUNS = { numRuns: 1_000 };
// A thousand hosts take seconds; on a busy machine some more.
vi.setConfig({ testTimeout: 120_000 });
const faults = fc.constantFrom<Fate>('throttled', 'denied', 'unavailable', 'answer-lost');
/** A call of the run by its place in it, whatever the run's length. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const operations = [
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:CreateSecurityGroup',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:AuthorizeSecurityGroupEgress',
  'ec2:RevokeSecurityGroupIngress',
  'ec2:RevokeSecurityGroupEgress',
  'ec2:DisassociateAddress',
  'ec2:DisassociateIamInstanceProfile',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeNetworkInterfaces',
  'iam:GetInstanceProfile',
  'iam:PutRolePolicy',
] as const;

/** How many calls the two steps make of such a host. */
async function lengthOf(cloud: Cloud): Promise<number> {
  const calls = cloudCalls(structuredClone(cloud));
  const run = new CaseRun();
  await run.run(calls, 'preserve');
  await run.run(calls, 'contain');
  return calls.made.length;
}

/** Both steps, one attempt each; what is typed may fail, and nothing else. */
async function attempt(run: CaseRun, cloud: Cloud, options: CallOptions): Promise<boolean> {
  const calls = cloudCalls(cloud, options);
  const failures: unknown[] = [];
  for (const step of ['preserve', 'contain'] as const)
    await run.run(calls, step).catch((error: unknown) => failures.push(error));
  for (const failure of failures) if (!isAfoError(failure)) throw failure;
  return failures.length === 0;
}

const grown = (before: ReadonlySet<string>, cloud: Cloud): readonly string[] =>
  [...accessOf(cloud, SUBJECT)].filter((way) => !before.has(way));

test('F-20 whichever call fails, and however, the host has no more access than before, and the failure is told', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, faults, place, async (cloud, fault, where) => {
      const at = 1 + Math.floor(where * (await lengthOf(cloud)));
      const before = accessOf(cloud, SUBJECT);
      const run = new CaseRun();
      let isHit = false;
      const fate = (_: unknown, number: number): Fate => {
        if (number !== at) return 'works';
        isHit = true;
        return fault;
      };
      const isDone = await attempt(run, cloud, { fate });
      expect(isHit).toBe(true);
      expect(grown(before, cloud)).toEqual([]);
      // A step that says it is done has done it, whatever happened on the way.
      if (isDone) expect([...accessOf(cloud, SUBJECT)]).toEqual([]);
      await run.untilDone(cloudCalls(cloud), 'preserve');
      await run.untilDone(cloudCalls(cloud), 'contain');
      expect([...accessOf(cloud, SUBJECT)]).toEqual([]);
    }),
    RUNS,
  );
});

test('F-20 an operation that works some times and then never again leaves no more access than before', async () => {
  await fc.assert(
    fc.asyncProperty(
      clouds,
      fc.constantFrom(...operations),
      fc.integer({ min: 0, max: 40 }),
      async (cloud, broken, times) => {
        const before = accessOf(cloud, SUBJECT);
        let left = times;
        const fate = (operation: string): Fate => {
          if (operation !== broken) return 'works';
          left -= 1;
          return left < 0 ? 'denied' : 'works';
        };
        const isDone = await attempt(new CaseRun(), cloud, { fate });
        expect(grown(before, cloud)).toEqual([]);
        if (isDone) expect([...accessOf(cloud, SUBJECT)]).toEqual([]);
      },
    ),
    RUNS,
  );
});

test('a crash at any call, even several in a row, ends in the same containment, and a release restores the original', async () => {
  await fc.assert(
    fc.asyncProperty(
      clouds,
      fc.array(fc.tuple(fc.constantFrom<Fate>('crash', 'crash-after'), place), {
        minLength: 1,
        maxLength: 3,
      }),
      async (cloud, crashes) => {
        const before = settingsOf(cloud);
        const smooth = structuredClone(cloud);
        await attempt(new CaseRun(), smooth, {});
        const length = await lengthOf(cloud);
        const run = new CaseRun();
        for (const [kind, where] of crashes) {
          const at = 1 + Math.floor(where * length);
          const fate = (_: unknown, number: number): Fate => (number === at ? kind : 'works');
          await attempt(run, cloud, { fate }).catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error;
          });
        }
        await run.untilDone(cloudCalls(cloud), 'preserve');
        await run.untilDone(cloudCalls(cloud), 'contain');
        expect(stateOf(cloud)).toBe(stateOf(smooth));
        expect(run.unanswered()).toEqual([]);
        await run.release(cloudCalls(cloud));
        expect(settingsOf(cloud)).toBe(before);
      },
    ),
    RUNS,
  );
});

test('a release that fails half way can be ordered again, and then the host is what it was', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, faults, place, async (cloud, fault, where) => {
      const before = settingsOf(cloud);
      const run = new CaseRun();
      await attempt(run, cloud, {});
      const length = await releaseLength(run, cloud);
      const at = 1 + Math.floor(where * length);
      const fate = (_: unknown, number: number): Fate => (number === at ? fault : 'works');
      await run.release(cloudCalls(cloud, { fate })).catch((error: unknown) => {
        if (!isAfoError(error)) throw error;
      });
      await run.release(cloudCalls(cloud));
      expect(settingsOf(cloud)).toBe(before);
    }),
    RUNS,
  );
});

test('F-20 where groups cannot be changed, a network ACL cuts the host off, and whom it hits too is named', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, async (cloud) => {
      const before = settingsOf(cloud);
      const run = new CaseRun({ ...strictContainment, networkAclFallback: true });
      const fate = (operation: string): Fate =>
        operation === 'ec2:ModifyNetworkInterfaceAttribute' ? 'denied' : 'works';
      const announced = alsoHits(await run.changes(cloudCalls(cloud), 'contain'));
      expect(await attempt(run, cloud, { fate })).toBe(false);
      const named = alsoHits(await run.changes(cloudCalls(cloud), 'contain'));
      // What was meant was not done: the host is cut off in another way, and the step has still failed.
      expect(await attempt(run, cloud, { fate })).toBe(false);
      expect([...accessOf(cloud, SUBJECT)]).toEqual([]);
      for (const { instance, subnet } of Object.values(cloud.interfaces)) {
        if (cloud.subnets[subnet]?.startsWith('acl-case') !== true) continue;
        expect(announced).toContain(`every interface in ${subnet}`);
        if (instance !== SUBJECT) expect(named).toContain(`of ${instance}, in ${subnet}`);
      }
      await run.release(cloudCalls(cloud));
      expect(settingsOf(cloud)).toBe(before);
    }),
    RUNS,
  );
});

const alsoHits = (changes: readonly HostChange[]): string =>
  changes.flatMap(({ planned }) => planned.alsoHits).join('\n');

async function releaseLength(run: CaseRun, cloud: Cloud): Promise<number> {
  const calls = cloudCalls(structuredClone(cloud));
  await run.release(calls);
  return calls.made.length;
}
