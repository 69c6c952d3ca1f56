import type { Operation } from '../host-calls.ts';
import type { Asked } from './ask.ts';

/** A question of the inventory with its answers, and the resource that it is about. */
export interface Answered {
  readonly resource: string;
  readonly asked: Asked<Operation>;
}

/** A filter as EC2 takes it. */
export const filterBy = (Name: string, Values: readonly string[]) => ({
  Filters: [{ Name, Values: [...Values] }],
});

/** Each once, in an order that does not depend on the answer's. */
export const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].sort();
