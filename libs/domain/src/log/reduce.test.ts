import { describe, expect, it } from 'vitest';
import { SAMPLE_ACTOR, sampleLog, samplePlan, sampleState } from '../testing/index.ts';
import { fold, reduce } from './reduce.ts';

const sha = 'ab'.repeat(32);
const digests = { item: 'E-0001', bytes: 10, sha256: sha };
const acquired = {
  type: 'evidence.acquired',
  body: { ...digests, kind: 'disk', title: 'disk', expectedBytes: 10, missingBytes: 0, objects: 1 },
};
const started = (reserves?: readonly string[]) => ({
  type: 'step.started',
  body: {
    step: 'triage',
    key: 'triage',
    attempt: 1,
    ...(reserves === undefined ? {} : { reserves }),
  },
});

describe('when a log is folded', () => {
  it('tells the same state entry by entry as at once', () => {
    const log = sampleLog(started(['E-0001']), acquired, {
      type: 'evidence.sealed',
      body: { ...digests, manifest: { key: 'k', bytes: 1, sha256: sha } },
    });

    expect(fold(log)).toEqual(
      log.reduce<ReturnType<typeof fold>>((state, entry) => reduce(state, entry), undefined),
    );
  });

  it('is nothing for an empty log', () => {
    expect(fold([])).toBeUndefined();
  });
});

describe('when an entry cannot follow', () => {
  it.each([
    ['a gap', (log: ReturnType<typeof sampleLog>) => [log[0], log[2]]],
    ['a repetition', (log: ReturnType<typeof sampleLog>) => [log[0], log[1], log[1]]],
    ['a log without its opening', (log: ReturnType<typeof sampleLog>) => [log[1]]],
  ])('refuses %s, so that a forked log is never taken for a case', (_, pick) => {
    const log = sampleLog(
      { type: 'note.added', body: { text: 'a' } },
      { type: 'note.added', body: { text: 'b' } },
    );
    const entries = pick(log).filter((entry) => entry !== undefined);

    expect(() => fold(entries)).toThrow(expect.objectContaining({ code: 'domain.illegal-entry' }));
  });

  it('refuses a second opening and an answer to a request that nobody made', () => {
    const [opening] = sampleLog();
    const refused = {
      type: 'authorisation.refused',
      body: { request: 'R-0009', refusedBy: SAMPLE_ACTOR, reason: 'no' },
    };

    expect(() => reduce(sampleState(), { ...opening, seq: 1 } as never)).toThrow(
      expect.objectContaining({ code: 'domain.illegal-entry' }),
    );
    expect(() => sampleState(refused)).toThrow(
      expect.objectContaining({ code: 'domain.illegal-entry' }),
    );
  });
});

describe('when evidence ids are given', () => {
  it('never gives one twice: reservations, plans and items all count', () => {
    const plan = { type: 'plan.made', body: { plan: samplePlan(['disk', 'memory']) } };

    expect(sampleState(started(['E-0005'])).next.evidence).toBe(6);
    expect(sampleState(plan).next.evidence).toBe(3);
    expect(sampleState(plan, acquired).next.evidence).toBe(3);
  });

  it('keeps the reservation of a step that is started again', () => {
    expect(sampleState(started(['E-0001']), started()).steps.get('triage')?.reserves).toEqual([
      'E-0001',
    ]);
  });
});

describe('when a step ends', () => {
  it('keeps why it was skipped, and that a failed attempt is not its end', () => {
    const failed = {
      type: 'step.failed',
      body: {
        step: 'triage',
        key: 'triage',
        attempt: 1,
        code: 'host.unavailable',
        cause: 'no answer',
        retryable: true,
        final: false,
      },
    };
    const skipped = {
      type: 'step.skipped',
      body: { step: 'preserve', key: 'preserve', reason: 'not available on this stack' },
    };
    const { steps } = sampleState(started(), failed, skipped);

    expect(steps.get('triage')).toMatchObject({
      status: 'failed',
      ended: false,
      code: 'host.unavailable',
    });
    expect(steps.get('preserve')).toMatchObject({
      status: 'skipped',
      ended: true,
      attempt: 0,
      reason: 'not available on this stack',
    });
  });
});

describe('when the case goes on', () => {
  it('tells authority, requests, runs, reports, checkpoints, containment and closing', () => {
    const request = {
      request: 'R-0001',
      approval: 'plan',
      people: 1,
      reason: 'by rule',
      deadline: '2026-11-25T00:00:00.000Z',
      emergency: false,
      approvals: [],
    };
    const granted = {
      authorisation: 'A-0001',
      kind: 'approval',
      approvers: [SAMPLE_ACTOR],
      reason: 'yes',
      scope: 'case',
      from: '2026-11-24T03:00:00.000Z',
      request: 'R-0001',
    };
    const run = {
      run: 'T-0001',
      tool: { name: 'fls', version: '4' },
      ruleSets: [],
      inputs: [{ item: 'E-0001', sha256Before: sha, sha256After: sha }],
      outputs: [],
      outcome: 'complete',
      detections: 0,
      events: 1,
      limits: [],
    };
    const stored = { key: 'k', bytes: 1, sha256: sha, format: 'html' };
    const state = sampleState(
      { type: 'authorisation.pending', body: request },
      { type: 'authorisation.granted', body: granted },
      { type: 'analysis.completed', body: run },
      {
        type: 'evidence.verified',
        body: { item: 'E-0001', occasion: 'acquisition', bytes: 10, sha256: sha, result: 'match' },
      },
      {
        type: 'report.issued',
        body: {
          item: 'E-0002',
          entries: 3,
          files: [{ name: 'report.html', media: 'text/html', stored }],
        },
      },
      {
        type: 'checkpoint.signed',
        body: { size: 5, root: sha, key: 'k', note: sha, timestamp: false },
      },
      {
        type: 'containment.proven',
        body: { method: 'probe', resource: 'i-1', evidence: 'E-0003' },
      },
      { type: 'containment.unproven', body: { resource: 'i-1', reason: 'flow logs are silent' } },
      { type: 'case.closed', body: { reason: 'done' } },
    );

    expect(state).toMatchObject({
      status: 'closed',
      size: 10,
      containment: 'unproven',
      next: { authorisation: 2, request: 2, run: 2 },
    });
    expect(state.requests.get('R-0001' as never)?.status).toBe('granted');
    expect([state.runs, state.reports, state.checkpoints].map((list) => list.length)).toEqual([
      1, 1, 1,
    ]);
  });

  it('F-40 keeps every finding that was attached, in its order and with its time', () => {
    const finding = (id: string) => ({
      type: 'finding.attached',
      body: {
        findingIds: [id],
        format: 'asff',
        product: 'GuardDuty',
        title: 'x',
        types: [],
        severity: 'high',
        isolate: false,
        reason: 'the rule all says open',
        raw: { sha256: sha, bytes: 1 },
      },
    });
    const { findings } = sampleState(finding('b'), finding('a'));

    expect(findings.map(({ findingIds, at }) => [...findingIds, at])).toEqual([
      ['b', '2026-11-24T03:00:01.000Z'],
      ['a', '2026-11-24T03:00:02.000Z'],
    ]);
  });

  it('takes a closed case up again', () => {
    const closed = { type: 'case.closed', body: { reason: 'done' } };

    expect(
      sampleState(closed, { type: 'case.reopened', body: { reason: 'new lead' } }).status,
    ).toBe('open');
  });

  it('voids a request whose deadline has passed', () => {
    const request = {
      request: 'R-0001',
      approval: 'plan',
      people: 2,
      reason: 'by rule',
      deadline: '2026-11-25T00:00:00.000Z',
      emergency: false,
      approvals: [],
    };
    const { requests } = sampleState(
      { type: 'authorisation.pending', body: request },
      { type: 'authorisation.expired', body: { request: 'R-0001', deadline: request.deadline } },
    );

    expect([...requests.values()][0]?.status).toBe('expired');
  });
});

describe('when an entry only remarks', () => {
  it.each([
    ['note.added', { text: 'seen' }],
    ['preflight.recorded', { techniques: [] }],
    ['evidence.read', { item: 'E-0001', purpose: 'download' }],
    [
      'resource.changed',
      { change: 'tag', resource: 'i-1', phase: 'done', before: {}, after: { tag: ['a'] } },
    ],
  ])('%s changes nothing but the size and the last time', (type, body) => {
    const before = sampleState();
    const after = sampleState({ type, body });

    expect({ ...after, size: 1, lastAt: before.lastAt }).toEqual(before);
  });
});
