import type { AnalysisSink, DetectionDraft } from '@afo/ports';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectionBook } from './detection-book.ts';

const detection = (rule: string, line: number, at?: string): DetectionDraft => ({
  rule,
  title: rule,
  description: 'x',
  severity: 'low',
  confidence: 'low',
  attack: [],
  ...(at === undefined ? {} : { at: at as NonNullable<DetectionDraft['at']> }),
  pointers: [{ path: '/a', line }],
  facts: {},
});

async function order(detections: readonly DetectionDraft[]): Promise<readonly string[]> {
  const book = new DetectionBook();
  for (const one of detections) book.add(one);
  const seen: string[] = [];
  const sink = {
    detection: (one: DetectionDraft) => {
      seen.push(JSON.stringify(one));
      return Promise.resolve();
    },
  } as unknown as AnalysisSink;
  await book.handOver(sink);
  return seen;
}

describe('when detections are handed over', () => {
  it('C38 comes to the same order however they were found', async () => {
    const all = [
      detection('b', 2),
      detection('a', 10),
      detection('a', 9),
      detection('c', 1, '2026-01-01T00:00:00.000Z'),
    ];
    const expected = await order(all);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (shuffled) => {
        expect(await order(shuffled)).toEqual(expected);
      }),
    );
    expect(expected[0]).toContain('"line":9');
  });
});
