import type {
  EvidenceId,
  Instant,
  NotableEvent,
  Pointer,
  ReportTimeline,
  TimelineEvent,
} from '@afo/domain';
import { epochOf } from '@afo/domain';
import type { RankedDetection } from './detections.ts';
import { spanOf } from './timeline-span.ts';

const BINS = 144;
const MOST_SOURCES = 100;
/** Events shown for one detection; 240 failed log-ins are one story, and the CSV file has them all. */
const MOST_PER_DETECTION = 4;
const MOST_NOTABLE = 600;

/**
 * Counts a timeline of any length as it streams by, in memory that does not grow with it, and keeps the events that
 * detections point at.
 */
export class TimelineDigest {
  readonly #from: Instant;
  readonly #to: Instant;
  readonly #counts = new Array<number>(BINS).fill(0);
  readonly #sources = new Map<string, number>();
  readonly #pointed: ReadonlyMap<string, readonly number[]>;
  readonly #kept = new Map<number, number>();
  readonly #notable: NotableEvent[] = [];
  #events = 0;
  #doubtful = 0;
  #before = 0;
  #after = 0;
  #leftOut = 0;
  #first: Instant | undefined;
  #last: Instant | undefined;

  constructor(detections: readonly RankedDetection[], openedAt: Instant) {
    const span = spanOf(detections, openedAt);
    this.#from = span.from;
    this.#to = span.to;
    this.#pointed = pointedAt(detections);
  }

  add(event: TimelineEvent): void {
    this.#events += 1;
    if (event.doubt !== undefined) this.#doubtful += 1;
    if (this.#first === undefined || event.at < this.#first) this.#first = event.at;
    if (this.#last === undefined || event.at > this.#last) this.#last = event.at;
    this.#countSource(event.source);
    this.#countTime(epochOf(event.at));
    this.#keepNotable(event);
  }

  /** What was counted; `from` names the items that the events came from. */
  result(from: readonly EvidenceId[]): ReportTimeline {
    return {
      events: this.#events,
      doubtful: this.#doubtful,
      ...(this.#first === undefined ? {} : { first: this.#first }),
      ...(this.#last === undefined ? {} : { last: this.#last }),
      bySource: [...this.#sources]
        .map(([source, events]) => ({ source, events }))
        .toSorted((a, b) => b.events - a.events || (a.source < b.source ? -1 : 1)),
      histogram: {
        from: this.#from,
        to: this.#to,
        counts: [...this.#counts],
        before: this.#before,
        after: this.#after,
      },
      notable: [...this.#notable],
      notableLeftOut: this.#leftOut,
      from: [...from],
    };
  }

  #countSource(source: string): void {
    const name =
      this.#sources.has(source) || this.#sources.size < MOST_SOURCES ? source : 'other sources';
    this.#sources.set(name, (this.#sources.get(name) ?? 0) + 1);
  }

  #countTime(at: number): void {
    const from = epochOf(this.#from);
    const width = (epochOf(this.#to) - from) / BINS;
    const bin = Math.floor((at - from) / width);
    if (bin < 0) this.#before += 1;
    else if (at > epochOf(this.#to)) this.#after += 1;
    else {
      const last = Math.min(bin, BINS - 1);
      this.#counts[last] = (this.#counts[last] ?? 0) + 1;
    }
  }

  #keepNotable(event: TimelineEvent): void {
    const numbers = this.#pointed.get(keyOf(event.pointer)) ?? [];
    if (numbers.length === 0) return;
    const wanted = numbers.some((number) => (this.#kept.get(number) ?? 0) < MOST_PER_DETECTION);
    if (!wanted || this.#notable.length >= MOST_NOTABLE) {
      this.#leftOut += 1;
      return;
    }
    for (const number of numbers) this.#kept.set(number, (this.#kept.get(number) ?? 0) + 1);
    this.#notable.push({ ...event, detections: [...numbers] });
  }
}

function pointedAt(detections: readonly RankedDetection[]): ReadonlyMap<string, readonly number[]> {
  const pointed = new Map<string, number[]>();
  for (const { number, pointers } of detections) {
    for (const key of new Set(pointers.map(keyOf))) {
      const numbers = pointed.get(key);
      if (numbers === undefined) pointed.set(key, [number]);
      else numbers.push(number);
    }
  }
  return pointed;
}

/** Two pointers with one key name the same record: a line of a file, a record of a log, or a file as a whole. */
const keyOf = ({ item, inode, path, line, record }: Pointer): string =>
  line === undefined && record === undefined
    ? JSON.stringify([item, inode ?? path ?? null])
    : JSON.stringify([item, path ?? inode ?? null, line ?? null, record ?? null]);
