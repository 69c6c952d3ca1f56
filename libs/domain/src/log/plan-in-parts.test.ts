import { describe, expect, it } from 'vitest';
import { fold, reduce } from './reduce.ts';
import { sampleLog, samplePlan, sampleState } from '../testing/index.ts';
import type { SampleDraft } from '../testing/index.ts';

const { items, techniques, changes, ...outline } = samplePlan(['disk', 'memory'], 2);
const change = (resource: string, ...alsoHits: readonly string[]) => ({
  step: 'contain',
  call: 'ec2:Change',
  where: { resource },
  parameters: {},
  alsoHits,
});
const nothing = { items: [], techniques: [], alsoHits: [], changes: [] };
const part = (number: number, of: number, lists: object): SampleDraft => ({
  type: 'plan.detailed',
  body: { part: number, of, ...nothing, ...lists },
});
const made = (parts: number): SampleDraft => ({
  type: 'plan.made',
  body: { inParts: { outline, parts, sha256: 'cd'.repeat(32) } },
});
const three = [
  part(1, 3, { items: items.slice(0, 1) }),
  part(2, 3, { items: items.slice(1), changes: [change('a'), change('b', 'one')] }),
  part(3, 3, { techniques, alsoHits: ['two'], changes: [change('c')] }),
];
const illegal = { code: 'domain.illegal-entry' };
const caught = (...drafts: readonly SampleDraft[]) => {
  try {
    return sampleState(...drafts);
  } catch (error) {
    return error;
  }
};

describe('when a plan stands in several entries', () => {
  it('is the plan that its parts make, in their order, and gives its items their ids', () => {
    const state = sampleState(...three, made(3));

    expect(state.plan).toEqual({
      ...outline,
      items,
      techniques,
      changes: [...changes, change('a'), change('b', 'one', 'two'), change('c')],
    });
    expect([state.next.evidence, state.planParts]).toEqual([3, []]);
  });

  it('is no plan before all of it stands, wherever its writer died', () => {
    for (const size of [0, 1, 2, 3]) {
      const state = fold(sampleLog(...three).slice(0, size + 1));
      expect([state?.plan, state?.next.evidence]).toEqual([undefined, 1]);
    }
  });

  it('is made anew where its writer died: what was begun before is void', () => {
    const { plan } = sampleState(...three.slice(0, 2), ...three, made(3));
    const inline = { type: 'plan.made', body: { plan: samplePlan(['disk']) } };

    expect(plan?.items).toEqual(items);
    expect(sampleState(...three.slice(0, 2), inline).plan).toEqual(samplePlan(['disk']));
  });

  it.each([
    ['a part is missing', [...three.slice(0, 2), made(3)]],
    ['all parts are missing', [made(3)]],
    ['a part is one too many', [...three, made(2)]],
    ['the parts are of a longer plan', [part(1, 2, { items }), made(1)]],
    ['a part is left out', [part(1, 3, {}), part(3, 3, {})]],
    ['a part comes before the first', [part(2, 2, {})]],
    ['a part is of another plan', [part(1, 2, {}), part(2, 3, {})]],
    ['a part goes on where no change is', [part(1, 1, { alsoHits: ['x'] }), made(1)]],
    ['together they are more than a plan holds', [part(1, 1, { techniques: many(101) }), made(1)]],
  ])('is refused when %s: nobody acts on half a plan', (_, drafts) => {
    expect(caught(...drafts)).toMatchObject(illegal);
  });

  it('is refused when an entry holds neither a plan nor parts, or both', () => {
    const { body } = made(3);

    expect(caught({ type: 'plan.made', body: {} })).toMatchObject({ name: 'ZodError' });
    expect(caught({ type: 'plan.made', body: { ...body, plan: samplePlan([]) } })).toMatchObject({
      name: 'ZodError',
    });
    expect(caught(part(4, 3, {}))).toMatchObject({ name: 'ZodError' });
  });

  it('is refused also from a caller that asks no schema', () => {
    const [opening, entry] = sampleLog({ type: 'plan.made', body: { plan: samplePlan([]) } });
    if (opening === undefined || entry?.type !== 'plan.made') throw new Error('no sample');

    expect(() => reduce(reduce(undefined, opening), { ...entry, body: {} })).toThrow(
      expect.objectContaining(illegal),
    );
  });
});

function many(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    technique: `t${String(index)}`,
    possible: true,
    reason: 'a test',
  }));
}
