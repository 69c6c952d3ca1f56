import { describe, expect, it } from 'vitest';
import { evidenceId } from '../identity/ids.ts';
import { caseWorkflow } from '../workflow/case-workflow.ts';
import type { SampleDraft } from '../testing/index.ts';
import { samplePlan, sampleState } from '../testing/index.ts';
import { ensure, forEach, parallel, step } from '../workflow/workflow.ts';
import { walk } from './walk.ts';

const readyKeys = (...drafts: readonly SampleDraft[]) =>
  walk(caseWorkflow, sampleState(...drafts)).ready.map(({ key }) => key);
const done = (step: string, item?: ReturnType<typeof evidenceId>) =>
  ({
    type: 'step.succeeded',
    body: {
      step,
      key: item === undefined ? step : `${step}/${item}`,
      ...(item === undefined ? {} : { item }),
      attempt: 1,
    },
  }) as const;
const failed = (step: string, item?: ReturnType<typeof evidenceId>) =>
  ({
    type: 'step.failed',
    body: {
      ...done(step, item).body,
      code: 'source.gone',
      cause: 'the source vanished',
      retryable: false,
      final: true,
    },
  }) as const;
const granted = {
  type: 'authorisation.granted',
  body: {
    authorisation: 'A-0001',
    kind: 'command',
    approvers: [{ kind: 'human', name: 'ann' }],
    reason: 'ordered',
    scope: 'case',
    from: '2026-11-24T03:00:00.000Z',
  },
} as const;
const planned = [
  granted,
  done('triage'),
  { type: 'plan.made', body: { plan: samplePlan(['disk', 'disk']) } },
  done('plan'),
  done('preserve'),
  done('snapshot'),
] as const;

describe('when a case is walked', () => {
  it('begins with triage', () => {
    expect(readyKeys()).toEqual(['triage']);
  });

  it('acquires all disks side by side', () => {
    expect(readyKeys(...planned)).toEqual(['acquire-disk/E-0001', 'acquire-disk/E-0002']);
  });

  it('F-50 goes on with the second disk when the first one failed', () => {
    expect(readyKeys(...planned, failed('acquire-disk', evidenceId(1)))).toEqual([
      'verify-evidence/E-0001',
      'acquire-disk/E-0002',
    ]);
  });

  it('still makes a report when the plan could not be made', () => {
    const state = sampleState(done('triage'), failed('plan'));

    expect(walk(caseWorkflow, state).ready.map(({ key }) => key)).toEqual(['report']);
  });

  it('ends as stopped, not as done, when the plan failed and the report is out', () => {
    expect(
      walk(caseWorkflow, sampleState(done('triage'), failed('plan'), done('report'))).status,
    ).toBe('stopped');
  });
});

describe('when the plan asks for people', () => {
  const asked = [
    granted,
    done('triage'),
    { type: 'plan.made', body: { plan: samplePlan(['disk'], 1) } },
    done('plan'),
  ] as const;
  const request = {
    request: 'R-0001',
    approval: 'plan',
    people: 1,
    reason: 'by rule',
    deadline: '2026-11-24T05:00:00.000Z',
    approvals: [],
  } as const;

  it('waits at the approval and starts nothing', () => {
    expect(walk(caseWorkflow, sampleState(...asked))).toMatchObject({
      status: 'waiting',
      ready: [],
      approvals: ['plan'],
    });
  });

  it('goes on at once in an emergency whose approval is owed', () => {
    expect(
      readyKeys(...asked, { type: 'authorisation.pending', body: { ...request, emergency: true } }),
    ).toEqual(['preserve']);
  });

  it('goes to the report when the request was refused', () => {
    const refused = {
      type: 'authorisation.refused',
      body: { request: 'R-0001', refusedBy: { kind: 'human', name: 'ann' }, reason: 'not ours' },
    } as const;

    expect(
      readyKeys(
        ...asked,
        { type: 'authorisation.pending', body: { ...request, emergency: false } },
        refused,
      ),
    ).toEqual(['report']);
  });
});

describe('when the approval is not there yet, or too late', () => {
  const asked = [
    granted,
    done('triage'),
    { type: 'plan.made', body: { plan: samplePlan(['disk'], 2) } },
    done('plan'),
    {
      type: 'authorisation.pending',
      body: {
        request: 'R-0001',
        approval: 'plan',
        people: 2,
        reason: 'by rule',
        deadline: '2026-11-24T05:00:00.000Z',
        emergency: false,
        approvals: [],
      },
    },
  ] as const;

  it('starts nothing while people are asked', () => {
    expect(walk(caseWorkflow, sampleState(...asked))).toEqual({
      status: 'waiting',
      ready: [],
      approvals: ['plan'],
    });
  });

  it('goes on when they have said yes', () => {
    const yes = { ...granted, body: { ...granted.body, kind: 'approval', request: 'R-0001' } };

    expect(readyKeys(...asked, yes)).toEqual(['preserve']);
  });

  it('starts nothing under a request whose deadline has passed, and reports', () => {
    const expired = {
      type: 'authorisation.expired',
      body: { request: 'R-0001', deadline: '2026-11-24T05:00:00.000Z' },
    };

    expect(readyKeys(...asked, expired)).toEqual(['report']);
  });

  it('C2 asks for an answer to what began as an emergency, even when the plan asks for none', () => {
    const emergency = { ...granted, body: { ...granted.body, kind: 'emergency' } };
    const plan = { type: 'plan.made', body: { plan: samplePlan(['disk']) } } as const;

    expect(
      walk(caseWorkflow, sampleState(emergency, done('triage'), plan, done('plan'))),
    ).toMatchObject({ ready: [], approvals: ['plan'] });
  });

  it('waits where nobody has any authority, even when the plan asks for none', () => {
    const unauthorised = [
      done('triage'),
      { type: 'plan.made', body: { plan: samplePlan(['disk']) } },
      done('plan'),
    ] as const;

    expect(walk(caseWorkflow, sampleState(...unauthorised))).toMatchObject({
      ready: [],
      approvals: ['plan'],
    });
  });
});

describe('when a step has begun and not ended', () => {
  it('F-51 tells how far it has come, so that a crash costs no attempt that was not made', () => {
    const started = {
      type: 'step.started',
      body: { step: 'triage', key: 'triage', attempt: 2 },
    } as const;
    const { ready } = walk(caseWorkflow, sampleState(started));

    expect(ready).toMatchObject([{ key: 'triage', state: { attempt: 2, ended: false } }]);
  });
});

describe('when one of several branches stops', () => {
  const fatal = step('snapshot', { onFailure: 'stop' });
  const both = parallel(fatal, step('preserve'));

  it('F-50 lets its sibling end first, and only then counts as stopped', () => {
    expect(walk(both, sampleState(failed('snapshot')))).toMatchObject({
      status: 'waiting',
      ready: [{ key: 'preserve' }],
    });
    expect(walk(both, sampleState(failed('snapshot'), done('preserve'))).status).toBe('stopped');
  });

  it('is done when none has stopped', () => {
    expect(walk(both, sampleState(done('snapshot'), failed('preserve'))).status).toBe('done');
  });
});

describe('when something is ensured for each item', () => {
  const each = forEach('disks', ensure(step('acquire-disk'), step('verify-evidence')));
  const planned = { type: 'plan.made', body: { plan: samplePlan(['disk', 'disk']) } } as const;
  const keys = (...drafts: readonly SampleDraft[]) =>
    walk(each, sampleState(planned, ...drafts)).ready.map(({ key }) => key);

  it('each item has its own step and its own last word, so that no disk stands for another', () => {
    expect(keys()).toEqual(['acquire-disk/E-0001', 'acquire-disk/E-0002']);
    expect(keys(done('acquire-disk', evidenceId(1)))).toEqual([
      'verify-evidence/E-0001',
      'acquire-disk/E-0002',
    ]);
  });
});
