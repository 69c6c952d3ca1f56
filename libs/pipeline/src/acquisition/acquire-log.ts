import type { StepContext, StepOutcome } from '../step/step.ts';
import { acquireItem } from './acquire-item.ts';

/** Acquires log files as bytes. What they say is the affair of the analysis. */
export function acquireLog(context: StepContext): Promise<StepOutcome> {
  return acquireItem(context, { sources: context.ports.logs });
}
