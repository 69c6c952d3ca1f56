import type { Entry, EntryType } from '@afo/domain';
import { isEntry } from '@afo/domain';

/** Plain counts over a log, for the custody checks. */
export class Tallies {
  readonly #types = new Map<EntryType, number>();
  #namelessHumans = 0;
  #withoutTool = 0;
  #ends: 'bundle' | 'other' = 'other';

  count(type: EntryType): number {
    return this.#types.get(type) ?? 0;
  }

  /** Entries of people that do not say by which session or role they acted. */
  get namelessHumans(): number {
    return this.#namelessHumans;
  }

  /** Acquisitions whose entry names no tool. */
  get withoutTool(): number {
    return this.#withoutTool;
  }

  /** True when the last entry says that the case left as a bundle. */
  get endsWithExport(): boolean {
    return this.#ends === 'bundle';
  }

  see(entry: Entry): void {
    this.#types.set(entry.type, this.count(entry.type) + 1);
    if (entry.actor.kind === 'human' && entry.actor.via === undefined) this.#namelessHumans += 1;
    if (isEntry(entry, 'evidence.acquired') && entry.tool === undefined) this.#withoutTool += 1;
    const exported = isEntry(entry, 'evidence.exported') && entry.body.format === 'bundle';
    this.#ends = exported ? 'bundle' : 'other';
  }
}
