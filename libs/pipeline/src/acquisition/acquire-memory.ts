import type { StepContext, StepOutcome } from '../step/step.ts';
import { acquireItem } from './acquire-item.ts';
import { MemoryInspector } from './memory/memory-inspector.ts';

/** Acquires a capture of memory, and believes it only when it is one (MEM-4, F-01, F-02). */
export function acquireMemory(context: StepContext): Promise<StepOutcome> {
  return acquireItem(context, {
    sources: context.ports.memories,
    inspector: new MemoryInspector(),
  });
}
