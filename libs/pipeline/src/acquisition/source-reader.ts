import type { BlockRange, SourceFacts } from '@afo/domain';
import { BLOCK_SIZE, bytesOfRange } from '@afo/domain';
import { PortError, STRETCH_BLOCKS } from '@afo/ports';
import type { ContentSource, Stretch } from '@afo/ports';
import type { RangeList } from './ranges.ts';

/** Longest stretch of zeros that is handed on at once, so that progress and a cancel come through: 64 MiB. */
const ZERO_BLOCKS = 128;

export interface SourceReaderOptions {
  readonly source: ContentSource;
  readonly facts: SourceFacts;
  /** True when a source that is lost for good ends the reading and not the acquisition. */
  readonly salvages: (error: unknown) => boolean;
}

/** What was not read as it is, of one segment. */
export interface SegmentGaps {
  readonly absent: RangeList;
  readonly missing: RangeList;
}

interface Piece {
  readonly first: number;
  readonly into: Uint8Array;
  readonly known: Uint8Array;
}

/**
 * Reads a source segment by segment, once, in order. What the source never held comes as known zeros (`absent`), what
 * cannot be read as zeros too (`missing`). When the source is lost and salvage is wanted, all the rest is missing.
 */
export class SourceReader {
  readonly #options: SourceReaderOptions;
  readonly #runs: Runs;
  #lost: unknown;

  constructor(options: SourceReaderOptions, firstBlock: number) {
    this.#options = options;
    this.#runs = new Runs(options.source, firstBlock);
  }

  /** Why the rest could not be read; undefined while the source is there. */
  get lost(): unknown {
    return this.#lost;
  }

  /** The stretches of a segment. `gaps` is complete when the stretches have been taken and filled. */
  async *segment(range: BlockRange, gaps: SegmentGaps): AsyncGenerator<Stretch> {
    const end = range[0] + range[1];
    for (let at = range[0]; at < end;) {
      const run = await this.#next(at, end);
      const holes = run === undefined ? end : run[0];
      if (holes > at) gaps.absent.add(at, holes - at);
      yield* this.#zeros([at, holes - at]);
      if (run !== undefined) yield* this.#data(run, gaps);
      at = run === undefined ? end : run[0] + run[1];
    }
  }

  /** Says whether the source is still what it was, unless it is lost already. */
  async confirm(): Promise<void> {
    if (this.#lost === undefined) await this.#guarded(() => this.#options.source.confirm());
  }

  async close(): Promise<void> {
    await this.#runs.close();
  }

  async #next(from: number, end: number): Promise<BlockRange | undefined> {
    const run = await this.#guarded(() => this.#runs.next(from, end));
    return this.#lost === undefined ? run : [from, end - from];
  }

  *#zeros(range: BlockRange): Iterable<Stretch> {
    for (const [first, count] of pieces(range, ZERO_BLOCKS))
      yield { zeros: bytesOfRange(this.#options.facts.bytes, [first, count]) };
  }

  *#data(run: BlockRange, gaps: SegmentGaps): Iterable<Stretch> {
    for (const [first, count] of pieces(run, STRETCH_BLOCKS)) {
      const bytes = bytesOfRange(this.#options.facts.bytes, [first, count]);
      yield { bytes, fill: (into, known) => this.#fill({ first, into, known }, gaps) };
    }
  }

  async #fill({ first, into, known }: Piece, gaps: SegmentGaps): Promise<void> {
    const unread =
      this.#lost === undefined
        ? await this.#guarded(() => this.#options.source.read(first, into, known))
        : undefined;
    if (unread === undefined) {
      into.fill(0);
      known.fill(0);
      gaps.missing.add(first * BLOCK_SIZE, into.byteLength);
    }
    for (const [start, length] of unread ?? []) gaps.missing.add(start, length);
  }

  /** With salvage, a lost source is noted and not thrown. */
  async #guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!this.#options.salvages(error)) throw error;
      this.#lost ??= error;
      return undefined;
    }
  }
}

/** The source's runs, asked for as they are needed: a list of the blocks of a large disk is large itself. */
class Runs {
  readonly #iterator: AsyncIterator<BlockRange>;
  #pending: BlockRange | undefined;
  #ended = false;

  constructor(source: ContentSource, from: number) {
    this.#iterator = source.runs(from)[Symbol.asyncIterator]();
  }

  /** The part of the next run that lies in [from, end); undefined when there is none. */
  async next(from: number, end: number): Promise<BlockRange | undefined> {
    for (;;) {
      if (this.#pending === undefined && !(await this.#pull(from))) return undefined;
      const [start, count] = this.#pending ?? [end, 0];
      if (start >= end) return undefined;
      const first = Math.max(start, from);
      const last = Math.min(start + count, end);
      if (start + count <= end) this.#pending = undefined;
      if (last > first) return [first, last - first];
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #pull(from: number): Promise<boolean> {
    if (this.#ended) return false;
    const next = await this.#iterator.next();
    this.#ended = next.done === true;
    if (next.done === true) return false;
    // A source that goes back would have its blocks taken twice, or their neighbours taken for holes.
    if (next.value[0] < from || next.value[1] < 1)
      throw new PortError('source.changed', 'the source lists its blocks out of order');
    this.#pending = next.value;
    return true;
  }
}

function* pieces([first, count]: BlockRange, most: number): Iterable<BlockRange> {
  for (let at = first; at < first + count; at += most)
    yield [at, Math.min(most, first + count - at)];
}
