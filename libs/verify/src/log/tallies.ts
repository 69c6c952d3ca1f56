import type { Entry, EntryBody, EntryType } from '@afo/domain';
import { isEntry } from '@afo/domain';

/** Plain facts over a log, for the custody checks. */
export class Tallies {
  readonly #counts = new Map<EntryType, number>();
  readonly #first = new Map<EntryType, number>();
  readonly #firstOfStep = new Map<string, number>();
  #opened: EntryBody<'case.opened'> | undefined;
  #firstSource: number | undefined;
  #humansWithoutSession = 0;
  #endsWithExport = false;

  get opened(): EntryBody<'case.opened'> | undefined {
    return this.#opened;
  }

  /** Entries of people that do not say by which session or role they acted. */
  get humansWithoutSession(): number {
    return this.#humansWithoutSession;
  }

  /** True when the last entry says that the case left as a bundle. */
  get endsWithExport(): boolean {
    return this.#endsWithExport;
  }

  /** The entry that says that the first disk, memory or log was acquired. */
  get firstSource(): number | undefined {
    return this.#firstSource;
  }

  count(type: EntryType): number {
    return this.#counts.get(type) ?? 0;
  }

  /** Number of the first entry of a type. */
  first(type: EntryType): number | undefined {
    return this.#first.get(type);
  }

  /** Number of the entry with which a step of the workflow first began. */
  firstOfStep(step: string): number | undefined {
    return this.#firstOfStep.get(step);
  }

  see(entry: Entry): void {
    const { type, seq, actor } = entry;
    this.#counts.set(type, this.count(type) + 1);
    if (!this.#first.has(type)) this.#first.set(type, seq);
    if (actor.kind === 'human' && actor.via === undefined) this.#humansWithoutSession += 1;
    this.#endsWithExport = isEntry(entry, 'evidence.exported') && entry.body.format === 'bundle';
    if (isEntry(entry, 'case.opened')) this.#opened ??= entry.body;
    if (isEntry(entry, 'step.started')) this.#start(entry);
    if (isEntry(entry, 'evidence.acquired') && isSource(entry.body.kind)) this.#firstSource ??= seq;
  }

  #start({ seq, body }: Entry<'step.started'>): void {
    if (!this.#firstOfStep.has(body.step)) this.#firstOfStep.set(body.step, seq);
  }
}

/** True for what was seized, as against what was made from it or about it. */
export const isSource = (kind: string): boolean =>
  kind === 'disk' || kind === 'memory' || kind === 'log';
