import type { CaseId, Entry } from '@afo/domain';
import { isEntry } from '@afo/domain';
import type { CaseLog, LoggedSetting } from '@afo/ports';
import { RELEASE } from './order-steps.ts';

/**
 * The changes of a case since its host was last given back, or all. A change before that is history: its state before
 * has been restored, and the same change may be wanted again.
 */
export async function currentEntries(
  log: CaseLog,
  id: CaseId,
): Promise<readonly Entry<'resource.changed'>[]> {
  let entries: Entry<'resource.changed'>[] = [];
  for await (const { entry } of log.read(id)) {
    if (isEntry(entry, 'step.succeeded') && entry.body.key === RELEASE) entries = [];
    else if (isEntry(entry, 'resource.changed')) entries.push(entry);
  }
  return entries;
}

/**
 * What a release has to put back, the last change first: each setting that the case meant to change, with its state
 * before the first intent. Also what failed: the call may have worked although its answer was lost.
 */
export function changedSettings(
  entries: readonly Entry<'resource.changed'>[],
): readonly LoggedSetting[] {
  const first = new Map<string, LoggedSetting>();
  for (const { body } of entries) {
    const { change, setting, resource, before } = body;
    // What a snapshot or its copy has made is evidence or its intermediate; a release takes nothing of it away (C16).
    if (setting === undefined || !/^(?:preserve|contain)\//u.test(change)) continue;
    const key = JSON.stringify([setting, resource]);
    if (!first.has(key)) first.set(key, { setting, resource, before });
  }
  return [...first.values()].reverse();
}
