import type { TimelineEvent } from '@afo/domain';
import { timelineEventSchema } from '@afo/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allRecords } from '../evidence/read-records.ts';
import type { EventSource } from './merge-events.ts';
import { mergeEvents } from './merge-events.ts';

const event = (second: number, summary: string): TimelineEvent =>
  timelineEventSchema.parse({
    at: new Date(Date.UTC(2026, 10, 18, 2, 0, second)).toISOString(),
    kind: 'log',
    source: 'test',
    summary,
    pointer: { item: 'E-0001', run: 'T-0001' },
  });

const sourceOf = (events: readonly TimelineEvent[]): EventSource => ({
  manifest: undefined as never,
  isSorted: events.every(({ at }, index) => index === 0 || at >= (events[index - 1]?.at ?? '')),
  events: events.length,
  async *open() {
    await Promise.resolve();
    yield* events;
  },
});

const timelines = fc.array(fc.array(fc.nat({ max: 40 }), { maxLength: 20 }), { maxLength: 6 });

describe('merging timelines', () => {
  it('loses, doubles and changes no event, and puts all in order, whatever the timelines are', async () => {
    await fc.assert(
      fc.asyncProperty(timelines, async (seconds) => {
        const given = seconds.map((list, source) =>
          list.map((second, index) => event(second, `${String(source)}/${String(index)}`)),
        );

        const merged = await allRecords(mergeEvents(given.map(sourceOf)));

        expect(merged.map(({ at }) => at)).toEqual(merged.map(({ at }) => at).toSorted());
        expect(merged.map(({ summary }) => summary).toSorted()).toEqual(
          given
            .flat()
            .map(({ summary }) => summary)
            .toSorted(),
        );
      }),
    );
  });

  it('holds one event of each timeline, so that the length of a timeline does not matter', async () => {
    let most = 0;
    let open = 0;
    const long = (offset: number): EventSource => ({
      ...sourceOf([]),
      isSorted: true,
      async *open() {
        for (let second = 0; second < 500; second += 1) {
          await Promise.resolve();
          open += 1;
          most = Math.max(most, open);
          yield event(second * 2 + offset, 'x');
          open -= 1;
        }
      },
    });

    const merged = mergeEvents([long(0), long(1)]);
    let count = 0;
    for await (const { summary } of merged) count += summary.length;

    expect([count, most <= 2]).toEqual([1000, true]);
  });

  it('closes every timeline when its reader stops early', async () => {
    let closed = 0;
    const source: EventSource = {
      ...sourceOf([]),
      isSorted: true,
      async *open() {
        await Promise.resolve();
        try {
          for (;;) yield event(1, 'endless');
        } finally {
          closed += 1;
        }
      },
    };

    const merged = mergeEvents([source, source]);
    await merged.next();
    await merged.return(undefined);

    expect(closed).toBe(2);
  });
});
