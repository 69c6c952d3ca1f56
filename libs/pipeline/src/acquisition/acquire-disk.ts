import type { Source } from '@afo/domain';
import type { ContentSource } from '@afo/ports';
import type { StepContext, StepOutcome } from '../step/step.ts';
import { acquireItem } from './acquire-item.ts';
import { findEarlier } from './earlier-item.ts';
import { handOver } from './hand-over.ts';
import { openSince } from './open-since.ts';

/**
 * Acquires a disk, whole, block by block (DSK-4, DSK-5), once it is handed over where this process can read it; blocks
 * that have not changed since an earlier item come from that item, where the source names one (DSK-3).
 */
export function acquireDisk(context: StepContext): Promise<StepOutcome> {
  return acquireItem(context, { sources: { open: (source) => open(context, source) } });
}

async function open(context: StepContext, source: Source): Promise<ContentSource> {
  const { since } = source;
  if (since === undefined) return context.ports.disks.open(await handOver(context, source));
  const earlier = await findEarlier(context, since);
  return await openSince(context, await handOver(context, source), earlier);
}
