import type { Looker } from './lab-deployment.ts';
import { applicationBreakages, findingsBreakages } from './account-breakages.ts';
import type { Breakage } from './breakage.ts';
import { storeBreakages } from './store-breakages.ts';
import { workflowBreakages } from './workflow-breakages.ts';

/** Breakages of one deployment, each of other things. */
export interface Batch {
  readonly as: Looker;
  readonly broken: string;
  readonly all: readonly Breakage[];
}

/** A deployment costs a second or two, so that as few are made as break everything once. */
export const BATCHES: readonly Batch[] = [
  ...batchesOf('operator', [...storeBreakages, ...workflowBreakages, ...applicationBreakages]),
  ...batchesOf('auditor', findingsBreakages),
];

function batchesOf(as: Looker, breakages: readonly Breakage[]): readonly Batch[] {
  const batches: Breakage[][] = [];
  for (const one of breakages) {
    const free = batches.find((batch) => !batch.some((other) => touchSame(one, other)));
    if (free === undefined) batches.push([one]);
    else free.push(one);
  }
  return batches.map((all) => ({ as, all, broken: all.map(({ broken }) => broken).join('; ') }));
}

function touchSame(one: Breakage, other: Breakage): boolean {
  return Object.keys(one.missing).some((what) => what in other.missing);
}
