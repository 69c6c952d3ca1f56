import type { CaseId, CaseState, Entry, Instant, Walk, Workflow } from '@afo/domain';
import { isEntry, reduce, walk } from '@afo/domain';
import type { CaseLog } from '@afo/ports';

interface Begun {
  readonly attempt: number;
  readonly at: Instant;
}

/** When a job was cancelled, in milliseconds of a clock that never goes back; undefined while it is wanted. */
type CancelledAt = number | undefined;

/**
 * What the engine remembers of a case between two looks, all of it made of the log: the folded state, so that only
 * new entries are read. It may be thrown away at any time.
 */
export class CaseDesk {
  readonly id: CaseId;
  /** Job steps that may lie in the queue, by key; undefined until the queue was looked through once. */
  jobs: Map<string, CancelledAt> | undefined;
  readonly #begun = new Map<string, Begun>();
  #state: CaseState | undefined;
  #size = 0;

  constructor(id: CaseId) {
    this.id = id;
  }

  /** How many entries it has seen. */
  get size(): number {
    return this.#size;
  }

  /** True when it let go of a case that has nothing to do. */
  get resting(): boolean {
    return this.#state === undefined && this.#size > 0;
  }

  /** Reads what is new. Undefined for a case that nobody opened. */
  async refresh(log: CaseLog): Promise<CaseState | undefined> {
    const from = this.#state === undefined ? 0 : this.#size;
    for await (const { entry } of log.read(this.id, from)) this.#take(entry);
    return this.#state;
  }

  walk(workflow: Workflow): Walk {
    return this.#state === undefined
      ? { status: 'done', ready: [], approvals: [] }
      : walk(workflow, this.#state);
  }

  /**
   * When the attempt began for the first time. A worker that took over from a dead one begins it again; the time-out
   * of the attempt goes on all the same.
   */
  begunAt(key: string, attempt: number): Instant | undefined {
    const begun = this.#begun.get(key);
    return begun?.attempt === attempt ? begun.at : undefined;
  }

  /** Lets go of the state of a case that has nothing to do; it is read again when its log grows. */
  rest(): void {
    this.#state = undefined;
    this.#begun.clear();
  }

  #take(entry: Entry): void {
    this.#state = reduce(this.#state, entry);
    this.#size = this.#state.size;
    if (!isEntry(entry, 'step.started')) return;
    const { key, attempt } = entry.body;
    if (this.#begun.get(key)?.attempt !== attempt) this.#begun.set(key, { attempt, at: entry.at });
  }
}
