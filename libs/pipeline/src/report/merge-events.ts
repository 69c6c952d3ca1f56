import type { Manifest, TimelineEvent } from '@afo/domain';
import { allRecords } from '../evidence/read-records.ts';

/** One timeline item; `open` goes through it from the beginning. */
export interface EventSource {
  readonly manifest: Manifest;
  readonly isSorted: boolean;
  readonly events: number;
  open(): AsyncGenerator<TimelineEvent>;
}

interface Head {
  readonly event: TimelineEvent;
  readonly rest: AsyncGenerator<TimelineEvent>;
  readonly source: number;
}

/**
 * Merges timelines into one in order of time, holding one event of each. Events of one instant come in the order of
 * the items, and within an item in its own order, so the same items give the same bytes. Only a timeline that is not
 * in order by itself is held in memory as a whole.
 */
export async function* mergeEvents(sources: readonly EventSource[]): AsyncGenerator<TimelineEvent> {
  const streams = sources.map((source) => (source.isSorted ? source.open() : sorted(source)));
  try {
    const heads: Head[] = [];
    for (const [source, rest] of streams.entries()) await advance(heads, rest, source);
    for (let head = heads.shift(); head !== undefined; head = heads.shift()) {
      yield head.event;
      await advance(heads, head.rest, head.source);
    }
  } finally {
    for (const stream of streams) await stream.return(undefined);
  }
}

/** Takes the next event of a stream and puts it in its place among the heads, which are in order. */
async function advance(
  heads: Head[],
  rest: AsyncGenerator<TimelineEvent>,
  source: number,
): Promise<void> {
  const next = await rest.next();
  if (next.done === true) return;
  const head: Head = { event: next.value, rest, source };
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = heads[middle];
    if (other !== undefined && comesFirst(other, head)) low = middle + 1;
    else high = middle;
  }
  heads.splice(low, 0, head);
}

const comesFirst = (a: Head, b: Head): boolean =>
  a.event.at < b.event.at || (a.event.at === b.event.at && a.source < b.source);

async function* sorted(source: EventSource): AsyncGenerator<TimelineEvent> {
  const events = await allRecords(source.open());
  yield* events.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}
