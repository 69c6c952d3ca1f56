import type { Readiness } from '@afo/ports';

/** What one look at one thing came to. */
export type Look = Pick<Readiness, 'state' | 'found'>;

/** One thing that is looked at. It is missing where AWS says that it is not there. */
export interface Check {
  readonly what: string;
  /** What to do where it is missing. */
  readonly advice: string;
  readonly look: () => Promise<Look>;
}

export const ready = (found: string): Look => ({ state: 'ready', found });
export const missing = (found: string): Look => ({ state: 'missing', found });
export const notChecked = (why: string): Look => ({ state: 'not-checked', found: why });

/** Ready where none of the faults is the case; each is a text by which it is told, or false. */
export function soundUnless(found: string, faults: readonly (string | false)[]): Look {
  const told = faults.filter((fault) => fault !== false);
  return told.length === 0 ? ready(found) : missing(told.join('; '));
}
