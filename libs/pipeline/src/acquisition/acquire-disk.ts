import type { StepContext, StepOutcome } from '../step/step.ts';
import { acquireItem } from './acquire-item.ts';
import { handOver } from './hand-over.ts';

/** Acquires a disk, whole, block by block (DSK-4, DSK-5), once it is handed over where this process can read it. */
export function acquireDisk(context: StepContext): Promise<StepOutcome> {
  const { disks } = context.ports;
  return acquireItem(context, {
    sources: { open: async (source) => disks.open(await handOver(context, source)) },
  });
}
