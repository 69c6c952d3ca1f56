import type { Tone } from '@afo/domain';
import type { SampleDraft } from '@afo/domain/testing';
import { samplePlan } from '@afo/domain/testing';
import { describe, expect, it } from 'vitest';
import { manifestsOf, sampleInput, sampleReport } from '../../tests/sample-case.ts';
import { digest, item, run, step } from '../../tests/sample-drafts.ts';
import { composeReport } from './compose-report.ts';

const granted: SampleDraft = {
  type: 'authorisation.granted',
  body: {
    authorisation: 'A-0001',
    kind: 'command',
    approvers: [{ kind: 'human', name: 'ann' }],
    reason: 'ordered',
    scope: 'case',
    from: '2026-11-24T03:00:00.000Z',
  },
};
const stamped: SampleDraft = {
  type: 'checkpoint.signed',
  body: { size: 1, root: digest('6e'), key: 'k', note: digest('7f'), timestamp: true },
};
const plan: SampleDraft = { type: 'plan.made', body: { plan: samplePlan(['disk']) } };
const disk = item('E-0001', 'disk', { title: 'disk', verified: 'match' });
const whole: readonly SampleDraft[] = [
  granted,
  stamped,
  plan,
  ...disk,
  run('T-0001', { outputs: [] }),
  step('started', 'report'),
];

/** Gaps in words, with their tone. */
const gapsAfter = (...drafts: readonly SampleDraft[]): readonly string[] =>
  gapsOf(sampleReport(drafts, [], []).gaps);

const gapsOf = (gaps: ReturnType<typeof sampleReport>['gaps']): readonly string[] =>
  gaps.map(
    ({ tone, words }) =>
      `${tone}: ${words.map((piece) => (typeof piece === 'string' ? piece : `“${piece.quote}”`)).join('')}`,
  );

const failure = (over: object = {}): SampleDraft => ({
  type: 'step.failed',
  body: {
    step: 'analyse',
    key: 'analyse/E-0001',
    item: 'E-0001',
    attempt: 3,
    code: 'tool.missing',
    cause: 'fls is not there',
    retryable: false,
    final: true,
    ...over,
  },
});

describe('when nothing is missing', () => {
  it('knows of nothing, and calls the report complete', () => {
    const report = sampleReport(whole, [], []);

    expect(gapsOf(report.gaps)).toEqual([]);
    expect(report.standing).toBe('complete');
    expect(report.summary.missing.map(({ tone }): Tone => tone)).toEqual(['good']);
  });
});

describe('what is told as missing (C40, C41)', () => {
  it.each<[string, readonly SampleDraft[], string]>([
    [
      'a step that failed',
      [...whole, failure()],
      'missing: Step analyse/E-0001 failed after 3 attempts (tool.missing): “fls is not there”',
    ],
    [
      'a step that will be tried again',
      [...whole, failure({ final: false, attempt: 1, retryable: true })],
      'missing: Step analyse/E-0001 failed and will be tried again after 1 attempt (tool.missing): “fls is not there”',
    ],
    [
      'a step that was skipped',
      [
        ...whole,
        { type: 'step.skipped', body: { step: 'snapshot', key: 'snapshot', reason: 'no host' } },
      ],
      'missing: Step snapshot was skipped: “no host”',
    ],
    [
      'a step that has not ended',
      [...whole, step('started', 'analyse')],
      'missing: Step analyse was begun and has not ended.',
    ],
    [
      'an item that was never acquired',
      [granted, stamped, plan],
      'missing: E-0001 was planned and not acquired: “disk 1”',
    ],
    [
      'an item that was read and never sealed',
      [granted, stamped, plan, ...disk.slice(0, 1)],
      'missing: E-0001 was read but never sealed.',
    ],
    [
      'an item that was not read back',
      [granted, stamped, ...disk.slice(0, 2)],
      'missing: E-0001 was sealed and has not been read back from storage.',
    ],
    [
      'an item that no tool looked at',
      [granted, stamped, ...disk],
      'missing: No tool gave a result on E-0001.',
    ],
    [
      'an analysis that failed',
      [...whole, run('T-0002', { outcome: 'failed', outputs: [] })],
      'missing: Tool run T-0002 (sleuthkit 4.11.1) failed and gave nothing to rely on.',
    ],
    [
      'an analysis that is partial',
      [...whole, run('T-0002', { outcome: 'partial', outputs: [] })],
      'missing: Tool run T-0002 (sleuthkit 4.11.1) is partial.',
    ],
    [
      'a limit of a tool',
      [...whole, run('T-0002', { limits: ['2 files were too large'], outputs: [] })],
      'plain: Limit of tool run T-0002 (sleuthkit 4.11.1): “2 files were too large”',
    ],
    [
      'a working copy that changed',
      [
        ...whole,
        run('T-0002', {
          outputs: [],
          inputs: [{ item: 'E-0001', sha256Before: digest('01'), sha256After: digest('02') }],
        }),
      ],
      'doubt: The working copy of E-0001 changed during tool run T-0002 (sleuthkit 4.11.1).',
    ],
    [
      'bytes that could not be read',
      [
        granted,
        stamped,
        ...item('E-0001', 'disk', { title: 'disk', missingBytes: 4096, verified: 'match' }),
        run('T-0001', { outputs: [] }),
      ],
      'missing: 4,096 bytes (4 KiB) of E-0001 could not be read; they stand as zeros.',
    ],
    [
      'a case without authority',
      [stamped, ...disk],
      'missing: The log holds no authorisation for this case.',
    ],
    [
      'times that nobody vouches for',
      [granted, plan],
      'plain: No timestamp authority (RFC 3161) vouches for the times in this report; they rest on the clock of the machine that wrote the log.',
    ],
    [
      'a change whose outcome is not known',
      [
        ...whole,
        {
          type: 'resource.changed',
          body: { change: 'tag', resource: 'i-1', phase: 'intended', before: {}, after: {} },
        },
      ],
      'doubt: The change tag was begun and its outcome is not recorded, on “i-1”',
    ],
    [
      'a change that failed',
      [
        ...whole,
        {
          type: 'resource.changed',
          body: {
            change: 'tag',
            resource: 'i-1',
            phase: 'failed',
            code: 'denied',
            before: {},
            after: {},
          },
        },
      ],
      'missing: The change tag failed (denied) on “i-1”',
    ],
    [
      'a message that did not arrive',
      [
        ...whole,
        {
          type: 'notification.sent',
          body: { channel: 'mail', to: 'x', message: 'm', outcome: 'failed', cause: 'refused' },
        },
      ],
      'missing: A message by mail could not be delivered: “refused”',
    ],
    [
      'evidence that is not there at all',
      [granted],
      'missing: No disk, memory or log was acquired.',
    ],
  ])('%s', (_, drafts, gap) => {
    expect(gapsAfter(...drafts)).toContain(gap);
  });

  it('approvals that are owed, were refused, or expired', () => {
    const asked = (request: string, emergency = false): SampleDraft => ({
      type: 'authorisation.pending',
      body: {
        request,
        approval: 'plan',
        people: 2,
        reason: 'x',
        deadline: '2026-11-24T04:00:00.000Z',
        emergency,
        approvals: [],
      },
    });
    const gaps = gapsAfter(
      ...whole,
      asked('R-0001', true),
      asked('R-0002'),
      {
        type: 'authorisation.refused',
        body: { request: 'R-0002', refusedBy: { kind: 'human', name: 'cy' }, reason: 'no' },
      },
      asked('R-0003'),
      {
        type: 'authorisation.expired',
        body: { request: 'R-0003', deadline: '2026-11-24T04:00:00.000Z' },
      },
    );

    expect(gaps).toEqual([
      'missing: Approval R-0001 of 2 people is still owed, by 2026-11-24 04:00:00 UTC; work began before the answer (emergency).',
      'missing: Approval R-0002 was refused.',
      'missing: Approval R-0003 expired unanswered.',
    ]);
  });
});

describe('when a digest did not match', () => {
  const damaged = [
    granted,
    ...item('E-0001', 'disk', { title: 'disk', verified: 'match' }),
    {
      type: 'evidence.verified',
      body: {
        item: 'E-0001',
        occasion: 'scheduled',
        bytes: 1,
        sha256: digest('ff'),
        result: 'mismatch',
        detail: 'block 7 differs',
      },
    },
  ];

  it('calls the report doubtful and says so first', () => {
    const report = sampleReport(damaged, [], []);

    expect(report.standing).toBe('doubtful');
    expect(gapsOf(report.gaps)[0]).toMatch(/^doubt: The digest of E-0001 did not match/u);
    expect(gapsOf(report.summary.missing)[0]).toMatch(/^doubt: The digest of E-0001/u);
  });

  it('does not count the item among those that gave the same digest', () => {
    expect(JSON.stringify(sampleReport(damaged, [], []).summary.done)).toContain(
      '0 of 1 was read back',
    );
  });
});

describe('when something could not be read for the report', () => {
  it('tells which manifest, instead of leaving the item out', () => {
    const input = sampleInput(whole, [], []);

    const report = composeReport({ ...input, manifests: [] });

    expect(gapsOf(report.gaps)).toContain(
      'missing: The manifest of E-0001 could not be read for this report, so its stored objects are not listed.',
    );
    expect(report.evidence).toMatchObject([
      { item: 'E-0001', manifest: 'unread', status: 'sealed' },
    ]);
  });

  it('tells what whoever gathered the sources could not read', () => {
    const unread = {
      tone: 'doubt',
      words: ['E-0009 could not be read'],
      references: [{ to: 'entry', entry: 0 }],
    } as const;
    const input = sampleInput(whole, [], []);

    const { gaps, standing } = composeReport({
      ...input,
      unread: [{ ...unread, words: [...unread.words], references: [...unread.references] }],
    });

    expect([gapsOf(gaps), standing]).toEqual([['doubt: E-0009 could not be read'], 'partial']);
  });
});

describe('a manifest with limits', () => {
  it('has them told, since a reader must know them before relying on the item', () => {
    const input = sampleInput(whole, [], []);
    const manifests = manifestsOf(input.entries).map((manifest) => ({
      ...manifest,
      limits: ['the source had no serial number'],
    }));

    const { gaps } = composeReport({ ...input, manifests });

    expect(gapsOf(gaps)).toContain('plain: Limit of E-0001: “the source had no serial number”');
  });
});
