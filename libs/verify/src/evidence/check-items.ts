import type { EvidenceId } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { itemPlace } from '../faults.ts';
import type { LedgerItem } from '../log/evidence-ledger.ts';
import type { CheckedItem, Means } from './check-item.ts';
import { checkItem } from './check-item.ts';

/** Checks every sealed item, in the order in which they were acquired. */
export async function checkItems(
  items: ReadonlyMap<EvidenceId, LedgerItem>,
  means: Means,
  findings: Findings,
): Promise<ReadonlyMap<EvidenceId, CheckedItem>> {
  const checked = new Map<EvidenceId, CheckedItem>();
  for (const [id, item] of items) {
    const { sealed } = item;
    if (sealed === undefined)
      findings.note(itemPlace(id), 'acquired and never sealed: it is not evidence of this case');
    else checked.set(id, await checkItem({ ...item, sealed }, means, findings));
  }
  return checked;
}
