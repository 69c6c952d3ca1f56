import fc from 'fast-check';
import { caseWorkflow } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { allScopes, allStates, faultsOf, unreachable } from '../tests/asl-reading.ts';
import { workflows } from '../tests/workflows.ts';
import { compile } from './compile.ts';
import type { Target } from './invoke.ts';

const target: Target = {
  partition: 'aws',
  items: 'distributed',
  approvalWaitSeconds: 900,
  functions: {
    callStep: 'call-step',
    dispatchJob: 'dispatch-job',
    settleStep: 'settle-step',
    ask: 'ask',
    requestApproval: 'request-approval',
  },
};
const machine = compile(caseWorkflow, target);
const tasks = allStates(machine).flatMap(([name, state]) =>
  state.Type === 'Task' ? [{ name, ...state }] : [],
);

describe('the state machine of a case', () => {
  it('is taken by an independent validator, and a broken one is not', () => {
    expect(faultsOf(machine)).toEqual([]);
    expect(faultsOf({ ...machine, StartAt: 'nowhere' })).not.toEqual([]);
  });

  it('fits into a definition that Step Functions takes (1 MB)', () => {
    expect(JSON.stringify(machine).length).toBeLessThan(1024 * 1024);
  });

  it('F-67 names no region, account or partition but the one that it is told', () => {
    const elsewhere = JSON.stringify(compile(caseWorkflow, { ...target, partition: 'aws-us-gov' }));

    expect(
      elsewhere.match(/arn:[^"]*/g)?.every((arn) => arn.startsWith('arn:aws-us-gov:states:::')),
    ).toBe(true);
  });

  it('F-51 bounds every call and wait in time, and what is lost without a sign of life by heartbeats', () => {
    for (const { Resource, Arguments, TimeoutSeconds, HeartbeatSeconds } of tasks) {
      expect(TimeoutSeconds).toBeGreaterThan(0);
      const isJob = Arguments['FunctionName'] === 'dispatch-job';
      expect(HeartbeatSeconds).toBe(isJob ? 120 : undefined);
      if (isJob) expect(Resource).toMatch(/:invoke\.waitForTaskToken$/);
    }
  });

  it('F-51 counts retries of each kind of trouble by themselves', () => {
    for (const { name, Retry } of tasks) {
      const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect([name, Retry.length, new Set(errors).size]).toEqual([name, 3, errors.length]);
      expect(errors).not.toContain('States.ALL');
    }
  });

  it('F-50 catches everything in each branch and item, so that none aborts another', () => {
    const many = allStates(machine).flatMap(([, state]) => {
      if (state.Type === 'Map') return [state.ItemProcessor];
      return state.Type === 'Parallel' && state.Branches.length > 1 ? state.Branches : [];
    });

    expect(many).toHaveLength(6);
    for (const { StartAt, States } of many) {
      expect(States[StartAt]).toMatchObject({
        Type: 'Parallel',
        Catch: [{ ErrorEquals: ['States.ALL'] }],
      });
      const rest = Object.values(States).filter(({ Type }) => Type !== 'Parallel');
      expect(rest.map(({ Type }) => Type)).toEqual(['Pass', 'Pass']);
    }
  });

  it('F-62 hands no name or text of an error on to a log', () => {
    expect(JSON.stringify(machine)).not.toContain('errorOutput');
  });
});

describe('whatever workflow is compiled', () => {
  it('is valid, has no state that is never reached, and gives no name twice', () => {
    fc.assert(
      fc.property(workflows, fc.constantFrom('distributed', 'inline'), (workflow, items) => {
        const definition = compile(workflow, { ...target, items });
        const names = allStates(definition).map(([name]) => name);

        expect(faultsOf(definition)).toEqual([]);
        expect(allScopes(definition).flatMap(unreachable)).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
        expect(names.filter((name) => name.length > 80)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
