import type { AslFail, AslFields, AslScope, AslState } from './asl.ts';
import { input, jsonata } from './expressions.ts';
import type { Target } from './invoke.ts';

/** Longest name of a state that Step Functions takes. */
const LONGEST_NAME = 80;

/** The names of all states of a machine; each is given once. */
class Names {
  readonly #given = new Set<string>();

  /** The name that is wanted, or that with a number where it is taken. */
  give(wanted: string): string {
    for (let n = 1; ; n += 1) {
      const number = n === 1 ? '' : ` (${String(n)})`;
      const name = `${wanted.slice(0, LONGEST_NAME - number.length)}${number}`;
      if (this.#given.has(name)) continue;
      this.#given.add(name);
      return name;
    }
  }
}

/** Why a scope ends early; the names are those of the errors that the execution shows. */
const failures = {
  'afo.stopped': 'The case was stopped, or the log wants no further work; the log says why.',
  'afo.unanswered': 'A question about the case was not answered, so nothing was done on a guess.',
  'afo.unrecorded': 'What became of a step could not be entered in the log of the case.',
} as const;
type Failure = keyof typeof failures;

interface Within {
  readonly names: Names;
  readonly label: string;
  readonly isOfItem: boolean;
}

/** States of one scope while they are put together. All of its input is `case`, `item` within a Map, and counters. */
export class Scope {
  readonly target: Target;
  readonly isOfItem: boolean;
  readonly #names: Names;
  readonly #label: string;
  readonly #states = new Map<string, AslState>();
  readonly #failures = new Map<Failure, string>();

  constructor(target: Target, within: Within = { names: new Names(), label: '', isOfItem: false }) {
    this.target = target;
    this.#names = within.names;
    this.#label = within.label;
    this.isOfItem = within.isOfItem;
  }

  /** A scope within this one: of the same item, or of the items of a collection. */
  inner(collection?: string): Scope {
    const within =
      collection === undefined
        ? { label: this.#label, isOfItem: this.isOfItem }
        : { label: `${collection}: `, isOfItem: true };
    return new Scope(this.target, { names: this.#names, ...within });
  }

  name(wanted: string): string {
    return this.#names.give(`${this.#label}${wanted}`);
  }

  put(name: string, state: AslState): string {
    this.#states.set(name, state);
    return name;
  }

  /** The state in which this scope fails. It is caught by the nearest guard around. */
  fail(failure: Failure): string {
    const known = this.#failures.get(failure);
    if (known !== undefined) return known;
    const name = this.name(failure);
    this.#failures.set(failure, name);
    const state: AslFail = { Type: 'Fail', Error: failure, Cause: failures[failure] };
    return this.put(name, state);
  }

  /** Where the case is: ids alone. */
  ids(): AslFields {
    return { case: input('case'), ...(this.isOfItem ? { item: input('item') } : {}) };
  }

  /** What every state hands on: the ids, and `more`. The first attempt is next unless `more` says another. */
  place(more: AslFields = {}): AslFields {
    return { ...this.ids(), attempt: 1, ...more };
  }

  /** The same after branches, from what the first of them ended with. */
  joined(more: AslFields = {}): AslFields {
    const first = (field: string): string => jsonata(`$states.input[0].${field}`);
    const item = this.isOfItem ? { item: first('item') } : {};
    return { case: first('case'), ...item, attempt: 1, ...more };
  }

  build(startAt: string): AslScope {
    // Put together from the end to the beginning, shown the other way round.
    return { StartAt: startAt, States: Object.fromEntries([...this.#states].toReversed()) };
  }
}
