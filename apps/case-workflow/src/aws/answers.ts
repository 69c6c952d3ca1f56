import type { CaseState, Collection, EvidenceId } from '@afo/domain';
import { collect } from '@afo/domain';

/** Ids in one answer: some 6 KB, far below what a payload may hold, whatever the plan says of the items. */
const PAGE = 500;

export interface PageOfItems {
  readonly ids: readonly EvidenceId[];
  /** Where the next page begins. */
  readonly from: number;
  readonly more: boolean;
}

/** A page of the planned items of a collection, in the plan's order. */
export function pageOf(state: CaseState, collection: Collection, from: number): PageOfItems {
  const all = collect(collection, state);
  const ids = all.slice(from, from + PAGE).map(({ item }) => item);
  const next = from + ids.length;
  return { ids, from: next, more: next < all.length };
}
