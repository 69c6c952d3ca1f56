import { MAX_ENTRY_BYTES, MAX_PLAN_PARTS } from '@afo/domain';
import { SAMPLE_CASE, sampleLog, samplePlan } from '@afo/domain/testing';
import { expect, test } from 'vitest';
import { stretchesOf } from './lines.ts';

const HITS = Array.from({ length: 63 }, () => 'x'.repeat(1024));
const partWith = (part: number, ...more: readonly string[]) => ({
  type: 'plan.detailed',
  body: {
    part,
    of: MAX_PLAN_PARTS,
    items: [],
    techniques: [],
    alsoHits: [...HITS, ...more],
    changes: [],
  },
});
const lengthOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test('the parts of the largest plan go into one transaction: a case that is torn between them would have no plan', () => {
  const [, spare] = sampleLog(partWith(10, ''));
  const filling = 'x'.repeat(MAX_ENTRY_BYTES - lengthOf({ ...spare, seq: 10 }));
  const full = Array.from({ length: MAX_PLAN_PARTS }, (_, index) => partWith(index + 1, filling));
  const made = { type: 'plan.made', body: { plan: samplePlan(['disk']) } };
  const lines = sampleLog(...full, made).map((entry) => ({ entry, line: JSON.stringify(entry) }));

  const stretches = stretchesOf(SAMPLE_CASE, 0, lines);

  expect(Math.max(...lines.map(({ line }) => Buffer.byteLength(line)))).toBe(MAX_ENTRY_BYTES);
  expect(stretches.flatMap(({ lines: held }) => held?.L ?? [])).toHaveLength(MAX_PLAN_PARTS + 2);
});
