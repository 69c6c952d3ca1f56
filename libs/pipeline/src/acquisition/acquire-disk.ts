import type { StepContext, StepOutcome } from '../step/step.ts';
import { acquireItem } from './acquire-item.ts';

/** Acquires a disk, whole, block by block (DSK-4, DSK-5). */
export function acquireDisk(context: StepContext): Promise<StepOutcome> {
  return acquireItem(context, { sources: context.ports.disks });
}
