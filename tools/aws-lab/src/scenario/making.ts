import type { LabCaller, Place } from './lab-caller.ts';
import type { Names } from './names.ts';

/** What everything is made with. */
export interface Making {
  readonly caller: LabCaller;
  readonly names: Names;
  /** The account's number in place of its name. */
  place(at: { readonly account: string; readonly region: string }): Place;
}
