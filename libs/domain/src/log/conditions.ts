import type { Collection, Condition } from '../workflow/workflow.ts';
import type { PlannedItem } from '../plan/plan.ts';
import type { CaseState } from './case-state.ts';

/** The answer to a workflow's question, from the log alone. */
export function holds(condition: Condition, state: CaseState): boolean {
  switch (condition) {
    case 'contain-first':
      return state.plan?.order === 'contain-first';
    case 'isolates':
      return state.plan?.isolate === true;
    case 'has-evidence':
      return [...state.items.values()].some(({ sealed }) => sealed !== undefined);
  }
}

/** The planned items of a collection, in the plan's order. */
export function collect(collection: Collection, state: CaseState): readonly PlannedItem[] {
  const kind = ({ disks: 'disk', memories: 'memory', logs: 'log' } as const)[collection];
  return (state.plan?.items ?? []).filter((planned) => planned.kind === kind);
}
