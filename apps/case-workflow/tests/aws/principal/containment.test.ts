import { isAfoError } from '@afo/domain';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Crash } from '../host/model/cloud-calls.ts';
import type { Fate } from '../host/model/cloud-calls.ts';
import { accessBy, iamCalls } from './iam-model.ts';
import type { Principal } from './iam-model.ts';
import { PrincipalRun } from './principal-run.ts';

vi.setConfig({ testTimeout: 60_000 });
const RUNS = { numRuns: 1_000 };

const allows = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const policies = fc.dictionary(
  fc.constantFrom('inline', 'afo-denied-another-case', 'a.policy'),
  fc.constant(allows),
);
const status = fc.constantFrom('Active' as const, 'Inactive' as const);
const users: fc.Arbitrary<Principal> = fc.record({
  kind: fc.constant('iam-user' as const),
  name: fc.constantFrom('deploy', 'a+b=c,d.e@f-g_h'),
  path: fc.constantFrom('/', '/team/ci/'),
  keys: fc.dictionary(fc.constantFrom('AKIAONE', 'AKIATWO', 'AKIATHREE'), status),
  policies,
});
const roles: fc.Arbitrary<Principal> = fc.record({
  kind: fc.constant('iam-role' as const),
  name: fc.constantFrom('web', 'a+b=c,d.e@f-g_h'),
  path: fc.constantFrom('/', '/apps/'),
  keys: fc.constant({}),
  policies,
});
const principals = fc.oneof(users, roles);
const faults = fc.constantFrom<Fate>('throttled', 'denied', 'unavailable', 'answer-lost');
const crashes = fc.constantFrom<Fate>('crash', 'crash-after');
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

async function lengthOf(principal: Principal): Promise<number> {
  const calls = iamCalls(structuredClone(principal));
  await new PrincipalRun(principal).contain(calls);
  return calls.made.length;
}

const fateAt = async (principal: Principal, where: number, fate: Fate) => {
  const at = 1 + Math.floor(where * (await lengthOf(principal)));
  return { fate: (_: unknown, number: number): Fate => (number === at ? fate : 'works') };
};

describe('when any user or role is contained and given back', () => {
  it('CON-7 nothing can be done in its name, a second time changes nothing, and a release restores it exactly', async () => {
    await fc.assert(
      fc.asyncProperty(principals, async (principal) => {
        const before = structuredClone(principal);
        const run = new PrincipalRun(principal);
        const calls = iamCalls(principal);

        await run.contain(calls);
        expect([...accessBy(principal)]).toEqual([]);
        expect(await run.prove(calls)).toMatchObject({ proven: true, method: 'iam-simulation' });
        const entries = run.log.length;
        await run.contain(calls);
        expect(run.log).toHaveLength(entries);
        await run.release(calls);
        expect(principal).toEqual(before);
        await run.release(calls);
        expect(principal).toEqual(before);
      }),
      RUNS,
    );
  });

  it('F-20 whichever call fails, and however, it can do no more than before, and the failure is told', async () => {
    await fc.assert(
      fc.asyncProperty(principals, faults, place, async (principal, fault, where) => {
        const before = accessBy(principal);
        const run = new PrincipalRun(principal);
        const options = await fateAt(principal, where, fault);
        const isDone = await run.contain(iamCalls(principal, options)).then(
          () => true,
          (error: unknown) => {
            if (!isAfoError(error)) throw error;
            return false;
          },
        );

        expect([...accessBy(principal)].filter((way) => !before.has(way))).toEqual([]);
        if (isDone) expect([...accessBy(principal)]).toEqual([]);
        await run.contain(iamCalls(principal));
        expect([...accessBy(principal)]).toEqual([]);
      }),
      RUNS,
    );
  });

  it('a crash at any call ends in the same containment, answers every intent, and a release restores the original', async () => {
    await fc.assert(
      fc.asyncProperty(principals, crashes, place, async (principal, crash, where) => {
        const before = structuredClone(principal);
        const run = new PrincipalRun(principal);
        const options = await fateAt(principal, where, crash);
        await expect(run.contain(iamCalls(principal, options))).rejects.toThrow(Crash);

        await run.contain(iamCalls(principal));

        const last = new Map(run.log.map(({ body }) => [body.change, body.phase]));
        expect([...last.values()].filter((phase) => phase !== 'done')).toEqual([]);
        expect([...accessBy(principal)]).toEqual([]);
        await run.release(iamCalls(principal));
        expect(principal).toEqual(before);
      }),
      RUNS,
    );
  });

  it('a release that fails half way can be ordered again, and then the principal is what it was', async () => {
    await fc.assert(
      fc.asyncProperty(principals, faults, place, async (principal, fault, where) => {
        const before = structuredClone(principal);
        const run = new PrincipalRun(principal);
        await run.contain(iamCalls(principal));
        const probe = iamCalls(structuredClone(principal));
        await run.release(probe);
        const at = 1 + Math.floor(where * probe.made.length);
        const fate = (_: unknown, number: number): Fate => (number === at ? fault : 'works');
        await run.release(iamCalls(principal, { fate })).catch((error: unknown) => {
          if (!isAfoError(error)) throw error;
        });
        await run.release(iamCalls(principal));
        expect(principal).toEqual(before);
      }),
      RUNS,
    );
  });
});

describe('when the older sessions of a role are denied alone', () => {
  it('is never called isolated: whoever may take the role takes it again', async () => {
    await fc.assert(
      fc.asyncProperty(roles, async (role) => {
        const before = structuredClone(role);
        const run = new PrincipalRun(role, 'sessions');
        const calls = iamCalls(role);

        await run.contain(calls);
        expect([...accessBy(role)]).toEqual(['console and new sessions']);
        expect(await run.prove(calls)).toMatchObject({ proven: false });
        await run.release(calls);
        expect(role).toEqual(before);
      }),
      RUNS,
    );
  });
});
