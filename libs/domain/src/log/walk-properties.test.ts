import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SampleDraft } from '../testing/index.ts';
import { samplePlan, sampleState } from '../testing/index.ts';
import { caseWorkflow } from '../workflow/case-workflow.ts';
import { walk } from './walk.ts';

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
type Fate = 'succeeded' | 'failed' | 'skipped';
const ends: Record<Fate, (shape: object) => SampleDraft> = {
  succeeded: (shape) => ({ type: 'step.succeeded', body: { ...shape, attempt: 1 } }),
  failed: (shape) => ({
    type: 'step.failed',
    body: { ...shape, attempt: 1, code: 'x', cause: 'x', retryable: false, final: true },
  }),
  skipped: (shape) => ({ type: 'step.skipped', body: { ...shape, reason: 'x' } }),
};

/** Plays a whole case: at each turn one ready step, chosen by `pick`, meets its fate. */
function play(
  kinds: readonly ('disk' | 'memory' | 'log')[],
  isolate: boolean,
  fates: Iterator<[number, Fate], unknown>,
) {
  const drafts: SampleDraft[] = [granted];
  const order: string[] = [];
  for (;;) {
    const result = walk(caseWorkflow, sampleState(...drafts));
    if (result.status !== 'waiting') return { result, order };
    const next = fates.next();
    const [pick, fate] = next.done === true ? ([0, 'succeeded'] as const) : next.value;
    const chosen = result.ready[pick % result.ready.length];
    if (chosen === undefined) throw new Error(`waits for nothing: ${order.join(' ')}`);
    const { name } = chosen.node;
    if (name === 'plan' && fate === 'succeeded')
      drafts.push({ type: 'plan.made', body: { plan: { ...samplePlan(kinds), isolate } } });
    drafts.push(
      ends[fate]({
        step: name,
        key: chosen.key,
        ...(chosen.item === undefined ? {} : { item: chosen.item }),
      }),
    );
    order.push(chosen.key);
  }
}

const fate = fc.tuple(fc.nat(20), fc.constantFrom<Fate>('succeeded', 'failed', 'skipped'));
const cases = fc.record({
  kinds: fc.array(fc.constantFrom('disk' as const, 'memory' as const, 'log' as const), {
    maxLength: 4,
  }),
  isolate: fc.boolean(),
  fates: fc.array(fate, { maxLength: 40 }),
});

describe('whatever fails in a case', () => {
  it('ends, does no step twice, and always ends with its report', () => {
    fc.assert(
      fc.property(cases, ({ kinds, isolate, fates }) => {
        const { order } = play(kinds, isolate, fates.values());

        expect(new Set(order).size).toBe(order.length);
        expect(order.at(-1)).toBe('report');
      }),
    );
  });

  it('F-22 contains when isolation was ordered, also when the memory capture failed', () => {
    const fates: [number, Fate][] = [
      [0, 'succeeded'],
      [0, 'succeeded'],
      [0, 'succeeded'],
      [0, 'succeeded'],
      [0, 'failed'],
      [0, 'failed'],
      [0, 'failed'],
    ];
    const { order } = play(['memory'], true, fates.values());

    expect(order.slice(4, 8)).toEqual([
      'acquire-memory/E-0001',
      'verify-evidence/E-0001',
      'analyse/E-0001',
      'contain',
    ]);
  });

  it('F-22 never contains when isolation was not ordered', () => {
    fc.assert(
      fc.property(cases, ({ kinds, fates }) => {
        expect(play(kinds, false, fates.values()).order).not.toContain('contain');
      }),
    );
  });
});
