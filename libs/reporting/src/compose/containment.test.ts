import type { SampleDraft } from '@afo/domain/testing';
import { samplePlan } from '@afo/domain/testing';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../html/render-html.ts';
import { sampleReport } from '../../tests/sample-case.ts';
import { step } from '../../tests/sample-drafts.ts';

const plan = (isolate: boolean): SampleDraft => ({
  type: 'plan.made',
  body: { plan: { ...samplePlan([]), isolate } },
});
const change = (phase: 'intended' | 'done' | 'failed'): SampleDraft => ({
  type: 'resource.changed',
  body: { change: 'swap-security-group', resource: 'eni-1', phase, before: {}, after: {} },
});
const besides = (id: string, setting = 'other'): SampleDraft => ({
  type: 'resource.changed',
  body: { change: id, setting, resource: 'r-1', phase: 'done', before: {}, after: {} },
});
const proven: SampleDraft = {
  type: 'containment.proven',
  body: { method: 'flow-logs', resource: 'i-1', evidence: 'E-0001' },
};
const unproven: SampleDraft = {
  type: 'containment.unproven',
  body: { resource: 'i-1', reason: 'no flow logs came' },
};
const skipped: SampleDraft = {
  type: 'step.skipped',
  body: { step: 'contain', key: 'contain', reason: 'not here' },
};
const failed: SampleDraft = {
  type: 'step.failed',
  body: {
    step: 'contain',
    key: 'contain',
    attempt: 3,
    code: 'host.unavailable',
    cause: 'no answer',
    retryable: false,
    final: true,
  },
};
const ordered: SampleDraft = {
  type: 'authorisation.granted',
  body: {
    authorisation: 'A-0002',
    kind: 'command',
    approvers: [{ kind: 'human', name: 'ann' }],
    reason: 'it spreads',
    scope: ['contain-by-order', 'prove-by-order'],
    from: '2026-11-24T03:00:00.000Z',
  },
};

const containmentAfter = (...drafts: readonly SampleDraft[]) =>
  sampleReport(drafts, [], []).containment;
const wordsAfter = (...drafts: readonly SampleDraft[]): string =>
  containmentAfter(...drafts)
    .statement.words.map((piece) => (typeof piece === 'string' ? piece : `“${piece.quote}”`))
    .join('');

describe('what a report says of isolation', () => {
  it.each<[string, readonly SampleDraft[], string]>([
    ['nothing was planned', [], 'not-done'],
    ['it was not ordered', [plan(false)], 'not-ordered'],
    ['it was ordered, and the case did not come to it', [plan(true)], 'not-done'],
    ['a person ordered it beside a plan without it', [plan(false), ordered], 'not-done'],
    ['a person ordered it before there was a plan', [ordered], 'not-done'],
    [
      'a person ordered it beside a plan without it, and a change was made',
      [plan(false), ordered, change('done')],
      'unproven',
    ],
    ['it was ordered, and the step was skipped', [plan(true), skipped], 'not-done'],
    ['it was ordered, and the step failed', [plan(true), failed], 'not-done'],
    ['the step was begun', [plan(true), step('started', 'contain')], 'not-done'],
    [
      'the step ended well, and nobody proved it',
      [plan(true), step('started', 'contain'), step('succeeded', 'contain')],
      'unproven',
    ],
    [
      'a change was made, and the step failed then',
      [plan(true), change('done'), failed],
      'unproven',
    ],
    [
      'a change was begun and nobody says how it ended',
      [plan(true), change('intended'), failed],
      'unproven',
    ],
    [
      'a change was begun and failed',
      [plan(true), change('intended'), change('failed'), failed],
      'not-done',
    ],
    ['the proof failed', [plan(true), change('done'), unproven], 'unproven'],
    ['it was skipped, and said to be unproven', [plan(true), skipped, unproven], 'not-done'],
    [
      'only what does not touch the network was changed',
      [
        plan(true),
        besides('preserve/protection'),
        besides('copy-1', 'snapshot.copy'),
        skipped,
        unproven,
      ],
      'not-done',
    ],
    [
      'a snapshot was copied after the proof',
      [plan(true), change('done'), proven, besides('copy-1', 'snapshot.copy')],
      'proven',
    ],
    ['it was proven', [plan(true), change('done'), proven], 'proven'],
    [
      'it was unproven first and proven then',
      [plan(true), unproven, change('done'), proven],
      'proven',
    ],
    [
      'it was proven first and unproven then',
      [plan(true), change('done'), proven, unproven],
      'unproven',
    ],
    [
      'something was changed after the proof',
      [plan(true), proven, change('done')],
      'proven-then-changed',
    ],
    [
      'something was about to be changed after the proof',
      [plan(true), proven, change('intended')],
      'proven-then-changed',
    ],
  ])('F-08 when %s', (_, drafts, verdict) => {
    expect(containmentAfter(...drafts).verdict).toBe(verdict);
  });

  it('F-08 says “was isolated” in no format unless the log holds the proof', () => {
    for (const drafts of [
      [],
      [plan(true), change('done'), failed],
      [plan(true), unproven],
      [plan(true), skipped],
    ]) {
      const report = sampleReport(drafts, [], []);

      expect(report.containment.statement.tone).not.toBe('good');
      expect(JSON.stringify(report)).not.toMatch(/was isolated: proven/u);
      expect(renderHtml(report)).not.toMatch(/was isolated: proven/u);
    }
  });

  it('names the proof, its method and its time', () => {
    const { statement } = containmentAfter(plan(true), proven);

    expect(wordsAfter(plan(true), proven)).toBe(
      'The host was isolated: proven at 2026-11-24 03:00:02 UTC by flow-logs, evidence E-0001, of “i-1”',
    );
    expect(statement.references).toEqual([
      { to: 'entry', entry: 2 },
      { to: 'item', item: 'E-0001' },
    ]);
  });

  it('tells why it was not done', () => {
    expect(wordsAfter(plan(true), failed)).toContain(
      'the step failed (host.unavailable), “no answer”',
    );
    expect(wordsAfter(plan(true), skipped)).toContain('the step was skipped, “not here”');
    expect(wordsAfter(plan(true), change('done'), unproven)).toContain(
      'must be taken as not isolated',
    );
  });

  it('puts a missing isolation among what is missing, on the first page', () => {
    const { summary } = sampleReport([plan(true), skipped], [], []);

    expect(JSON.stringify(summary.missing)).toContain('Isolation was ordered and not done');
    expect(JSON.stringify(summary.done)).not.toContain('solat');
  });

  it('says that a probe is the word of the suspect host', () => {
    const probe = { type: 'containment.proven', body: { ...proven.body, method: 'probe' } };

    expect(wordsAfter(plan(true), probe)).toContain('the suspect host itself gave this answer');
    expect(wordsAfter(plan(true), proven)).not.toContain('suspect');
  });
});
